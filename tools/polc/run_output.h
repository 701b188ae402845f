#pragma once
// Files that grow while a run goes on, and stand under their name only when it has ended well.

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace pol::tool {

/// Written to a file beside the one asked for, which takes its name at the end. Interrupted or abandoned, it is
/// removed.
/// A device, a pipe and standard output (`-`) are written to as they are.
class GrowingFile {
 public:
  GrowingFile() = default;
  ~GrowingFile();
  GrowingFile(const GrowingFile&) = delete;
  GrowingFile& operator=(const GrowingFile&) = delete;

  /// False after a message. `inputs`: what this run reads.
  bool open(const std::string& path, const std::vector<std::string>& inputs);
  bool is_open() const { return file_ >= 0; }
  /// False after a message, or where nobody reads on (`has_no_reader`).
  bool write(std::string_view bytes);
  /// All of it is on the disk. False after a message.
  bool settle();
  /// Takes its name. False after a message.
  bool publish();
  bool has_no_reader() const { return has_no_reader_; }

 private:
  bool refuse(int reason);

  std::string path_, target_, part_;
  int file_ = -1;
  std::size_t slot_ = 0;  // of `part_` among those that an interrupted run removes
  bool has_no_reader_ = false;
};

/// From now on, SIGINT, SIGTERM and SIGHUP remove what was not finished and end the program.
void remove_unfinished_when_interrupted();

}  // namespace pol::tool
