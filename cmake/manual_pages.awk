# Reads rules.def files and, beside each, the files of its rules; prints C++ that gives the manual page of a code: the
# `///` lines right above the rule's function. Each section of a page must be there.
#   awk -f manual_pages.awk rules/logic/rules.def rules/numbers/rules.def …

function fail(words) {
  print words > "/dev/stderr"
  has_failed = 1
}

# The page in `file` of the function `rule`; "" after a message.
function page_of(file, rule,    line, page, status) {
  page = ""
  while ((status = (getline line < file)) > 0) {
    if (line ~ /^\/\/\//) {
      sub(/^\/\/\/ */, "", line)
      page = page line "\n"
    } else if (line ~ ("^void " rule "\\(Context&")) {
      close(file)
      return page
    } else {
      page = ""
    }
  }
  close(file)
  if (status < 0) fail(file ": cannot be read, yet a row of rules.def names it")
  else fail(file ": no function `void " rule "(Context&` at the beginning of a line")
  return ""
}

function check_page(file, page,    i) {
  if (page == "") {
    fail(file ": no manual page (`///` lines) right above the rule's function")
    return
  }
  for (i = 1; i <= 5; ++i) {
    if (index(page, section[i] ":") == 0) fail(file ": the manual page has no section `" section[i] ":`")
  }
}

BEGIN {
  split("Finds Why Example Instead Limits", section, " ")
  print "// Written by cmake/manual_pages.awk from the comments above the rules: do not edit."
  print "#include \"compiler/lint/context.h\"\n"
  print "namespace pol::lint {\n"
  print "std::string_view manual_of(int code) {"
  print "  switch (code) {"
}

/^POL_LINT\(/ {
  split($0, field, /[(,]/)
  code = field[2]
  rule = field[4]
  gsub(/[ \t]/, "", rule)
  folder = FILENAME
  sub(/[^\/]*$/, "", folder)
  file = folder rule ".cpp"
  page = page_of(file, rule)
  check_page(file, page)
  print "    case " code ":"
  print "      return R\"page(" page ")page\";"
}

END {
  print "  }"
  print "  return {};"
  print "}\n"
  print "}  // namespace pol::lint"
  exit has_failed
}
