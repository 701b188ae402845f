#include "compiler/support/build_id.h"

#include <elf.h>
#include <link.h>

#include <cstddef>
#include <string_view>

namespace pol {

std::string build_ids() {
  std::string ids;
  const auto add = [](dl_phdr_info* object, std::size_t, void* to) {
    for (int i = 0; i < object->dlpi_phnum; ++i) {
      const ElfW(Phdr)& part = object->dlpi_phdr[i];
      if (part.p_type != PT_NOTE) continue;
      const char* at = reinterpret_cast<const char*>(object->dlpi_addr + part.p_vaddr);
      const char* const end = at + part.p_memsz;
      while (at + sizeof(ElfW(Nhdr)) <= end) {
        const auto* note = reinterpret_cast<const ElfW(Nhdr)*>(at);
        const char* const name = at + sizeof(ElfW(Nhdr));
        const auto padded = [](std::size_t size) { return (size + 3) / 4 * 4; };
        const char* const text = name + padded(note->n_namesz);
        const bool is_gnu = std::string_view(name, note->n_namesz) == std::string_view("GNU\0", 4);
        if (is_gnu && note->n_type == NT_GNU_BUILD_ID) static_cast<std::string*>(to)->append(text, note->n_descsz);
        at = text + padded(note->n_descsz);
      }
    }
    return 0;
  };
  dl_iterate_phdr(add, &ids);
  return ids;
}

}  // namespace pol
