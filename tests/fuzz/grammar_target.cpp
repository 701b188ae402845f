// The front end: any text through lexer, parser, names and types. What has mistakes is told with places that lie in the
// text; what has none can be formatted, and is a policy that our own check of it passes.

#include <algorithm>
#include <fstream>
#include <iterator>
#include <map>
#include <vector>

#include "compiler/diag/sink.h"
#include "compiler/format/format.h"
#include "compiler/ir/policy.h"
#include "compiler/parse/parse.h"
#include "compiler/sema/sema.h"
#include "tests/fuzz/target.h"

namespace pol::fuzz {
namespace {

/// The modules of the tree, parsed once. A text may import them, and no others.
class Modules {
 public:
  Modules() {
    for (const char* each : {"std.patient", "std.imaging", "std.care", "std.clinical", "std.codes"}) {
      std::string path = each;
      add(each, in_tree("stdlib/" + path.substr(4) + ".pol"));
    }
  }

  const Sources& sources() const { return sources_; }

  /// What `file` imports, and what that imports: before whom it is imported by. False: something is not there.
  bool gather(const ast::File& file, std::vector<ast::File>& out, std::vector<std::string>& taken) const {
    bool all = true;
    for (const ast::Declaration& declaration : file.declarations) {
      const auto* import = std::get_if<ast::Import>(&declaration);
      if (import == nullptr || std::find(taken.begin(), taken.end(), import->module.text) != taken.end()) continue;
      const auto known = files_.find(import->module.text);
      if (known == files_.end()) {
        all = false;
        continue;
      }
      taken.push_back(known->first);
      all = gather(known->second, out, taken) && all;
      out.push_back(known->second);
    }
    return all;
  }

 private:
  void add(const std::string& name, const std::string& path) {
    std::ifstream file(path);
    Sink sink;
    const std::uint32_t source =
        sources_.add(path, std::string(std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()));
    files_.emplace(name, parse::parse(sources_, source, sink));
    demand(!sink.has_errors(), "the standard library has no mistakes", path);
  }

  Sources sources_;
  std::map<std::string, ast::File> files_;
};

const Modules& modules() {
  static const Modules all;
  return all;
}

void check_places(const Sources& sources, const Sink& sink) {
  const auto lies_in_text = [&](Range range) {
    return range.source < sources.size() && range.begin <= range.end && range.end <= sources.text(range.source).size();
  };
  for (const Diagnostic& each : sink.all()) {
    demand(!each.message.empty() && lies_in_text(each.range), "a message points into the text", each.message);
    for (const Label& label : each.labels)
      demand(lies_in_text(label.range), "a label points into the text", label.text);
    for (const Fix& fix : each.fixes) demand(lies_in_text(fix.range), "a fix is of the text", fix.replacement);
  }
}

std::vector<std::string> comments_of(const std::string& text, const std::vector<Range>& tokens) {
  std::vector<std::string> out;
  std::uint32_t end = 0;
  const auto look = [&](std::uint32_t until) {
    for (std::size_t at = text.find("//", end); at < until; at = text.find("//", at)) {
      const std::size_t line_end = std::min(text.find_first_of("\r\n", at), text.size());
      const std::string comment = text.substr(at, line_end - at);
      out.push_back(comment.substr(0, comment.find_last_not_of(" \t") + 1));
      at = line_end;
    }
  };
  for (const Range& token : tokens) {
    look(token.begin);
    end = token.end;
  }
  look(static_cast<std::uint32_t>(text.size()));
  return out;
}

/// Formatting keeps the tree and the comments, and changes nothing of its own result.
void check_format(const Sources& sources, const ast::File& file) {
  Sources own;
  Sink sink;
  const std::string once = format::format(sources, file);
  const std::uint32_t source = own.add("formatted.pol", once);
  const ast::File again = parse::parse(own, source, sink);
  demand(!sink.has_errors(), "what is formatted has no mistakes", once);
  demand(ast::print(again) == ast::print(file), "what is formatted says the same", once);
  demand(comments_of(once, parse::tokens_of(own, source)) ==
             comments_of(sources.text(file.source), parse::tokens_of(sources, file.source)),
         "what is formatted has the same comments", once);
  const std::string twice = format::format(own, again);
  demand(twice == once, "formatting its own result changes nothing", once + "\n---\n" + twice);
}

}  // namespace
}  // namespace pol::fuzz

extern "C" int LLVMFuzzerInitialize(int*, char***) {
  pol::fuzz::modules();
  return 0;
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  using namespace pol;
  using namespace pol::fuzz;
  Sources sources = modules().sources();
  Sink sink;
  const std::uint32_t source = sources.add("any.pol", std::string(text_of(bytes, size)));
  ast::File file = parse::parse(sources, source, sink);
  if (file.name.range.source != 0) {
    static_cast<void>(ast::print(file));
    if (!sink.has_errors()) check_format(sources, file);
    std::vector<ast::File> files;
    std::vector<std::string> taken;
    const bool has_all = modules().gather(file, files, taken);
    files.push_back(std::move(file));
    if (has_all) {  // as the pipeline: names of a module that is not there would all be unknown
      const ir::Policy policy = sema::analyse(files, sources, sink);
      if (!sink.has_errors()) {
        const std::string broken = ir::verify(policy);
        demand(broken.empty(), "what has no mistakes is a sound policy", broken);
        static_cast<void>(ir::print(policy));
      }
    }
  } else {
    demand(sink.has_errors(), "what is no policy has a mistake");
  }
  check_places(sources, sink);
  static_cast<void>(render_text(sink.sorted(), sources, false));
  static_cast<void>(render_json(sink.sorted(), sources));
  return 0;
}
