#pragma once
// A page about two revisions: what every such page has.

#include <string>
#include <string_view>

#include "tools/polc/html.h"
#include "tools/polc/revision_pair.h"

namespace pol::tool {

/// One self-contained page: no scripts, nothing from elsewhere; light, dark, paper. `kind`: "Changes".
std::string report_page(std::string_view kind, const RevisionPair& pair, const std::string& body,
                        std::string_view footer);

/// Both revisions beside each other: when reviewed, document, content hash.
void add_revisions(Html& page, const RevisionPair& pair);

}  // namespace pol::tool
