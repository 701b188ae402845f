// Structure of a .pol file. Syntax only: no embedded code, no precedence, no parentheses.
// One meaning per mark: `:` after what is named, `,` between alternatives, `.` ends a label,
// `{}` groups. `and` is the only infix connective.
parser grammar PolParser;
options { tokenVocab = PolLexer; }

file      : header declaration* EOF ;
header    : (POLICY | MODULE) word STRING (LBRACE pair* RBRACE)? ;
pair      : word COLON value ;
value     : STRING | DATE | quantity | word | set ;
set       : LBRACE (member (COMMA member)* COMMA?)? RBRACE ;
member    : word | STRING | NONE | ABSENT ;

declaration
          : importDecl | citation | coverage | values | facts | record | define | bands | assume | check
          | procedures | site | criteria | determine | notice | revision | testCase | allowance ;

importDecl: IMPORT NAME (AS NAME)? ;
citation  : CITATION CITE STRING (LBRACE pair* RBRACE)? ;
coverage  : DETERMINATION word STRING STRING (LBRACE pair* RBRACE)? ;
values    : VALUES word STRING LBRACE valueDecl* RBRACE ;
valueDecl : (word | ABSENT | STRING) STRING (COVERS set)? ;   // in quotes where the name is a reserved word: `"or"`
notice    : NOTICE word STRING ;

// ---- facts --------------------------------------------------------------
facts     : FACTS LBRACE fact* RBRACE ;
fact      : word COLON type (OR NONE)? (OR PLANNED)? STRING factOption* ;
type      : (ONE | ANY) OF (set | word)
          | word (IN unit)? (NUMBER TO NUMBER unit?)? ;
factOption: ABSENT MEANS NO
          | EG STRING (COMMA STRING)*
          | SHOWN BY condition
          | ASKS NUMBER ;             // relative cost of finding out
record    : RECORD word COLON word STRING LBRACE pair* RBRACE ;
define    : DEFINE word STRING (EG STRING (COMMA STRING)*)? EQ condition ;
bands     : BANDS STRING OF word LBRACE word (COMMA word)* COMMA? RBRACE ;   // definitions that divide another one
assume    : ASSUME STRING COLON condition (IMPLIES condition)? ;
check     : CHECK STRING COLON condition (IMPLIES condition)? ;

procedures: PROCEDURES word LBRACE procedure* RBRACE ;
procedure : STRING STRING COLON study (NEEDS COMPANION set)? ;
site      : SITE word LBRACE sitePart+ RBRACE ;   // what a region such as `primary_site` stands for
sitePart  : word WHEN condition ;

// ---- criteria -----------------------------------------------------------
criteria  : CRITERIA word body ;
item      : LABEL body ;
body      : (STRING COLON)? condition trailer* ;
trailer   : CITES CITE+
          | NOTE mood? STRING
          | EXCEPT STRING WHEN condition
          | REGARDLESS OF word (COMMA word)* ;
mood      : WAIVES word (WHEN condition)?
          | (PREFERS | AVOIDS | ALSO) study (WHEN condition)?
          | WHEN condition
          | NAME word? (WHEN condition)? ;

condition : term (AND term)* ;
term      : NOT? atom ;
atom      : ALWAYS | NEVER | group | ambiguous | schedule | regimen | test ;
group     : quantifier LBRACE branches RBRACE ;
quantifier: ANY | ALL | EITHER | BOTH | ONE | NONE | (AT LEAST | EXACTLY) NUMBER OF ;
branches  : item+ | condition (COMMA condition)* COMMA? ;
ambiguous : AMBIGUOUS STRING CHOOSE word LBRACE item+ RBRACE ;

test      : operand tail? ;
tail      : (LT | LE | GT | GE | EQ) operand
          | IS NOT? DOCUMENTED
          | IS NOT member
          | IS range (BEFORE | AFTER) operand
          | IS member (OR member)*
          | RAN? WITHIN quantity (BEFORE | AFTER) operand
          | INCLUDE ((ANY | ALL) OF set | ONLY set | member)
          | IN (set | word)
          | HAS COMPANION IN word
          | APPLIES ;
operand   : primary ((PLUS | MINUS) quantity)* ;
primary   : COUNT OF word | word | DATE | quantity ;
quantity  : NUMBER unit? ;
range     : quantity (TO quantity)? ;
unit      : word | PERCENT ;

study     : word (OR word)* (OF word (OR word)*)? contrast? ;
contrast  : WITH (OR WITHOUT)? CONTRAST | WITHOUT CONTRAST ;

// ---- surveillance -------------------------------------------------------
regimen   : REGIMEN LBRACE item+ RBRACE ;
schedule  : SCHEDULE ONE? LBRACE clause* RBRACE ;
clause    : ANCHOR operand
          | IMAGES images
          | LAST operand
          | WHENEVER condition (THROUGH YEAR NUMBER)? trailer*
          | SOONER WHEN condition trailer*
          | (LABEL (STRING COLON)? | THEN)? (phase | phases) trailer* ;
phases    : AMBIGUOUS STRING CHOOSE word LBRACE reading+ RBRACE ;
reading   : LABEL (STRING COLON)? phase ;
images    : UNSTATED | (ANY | ALL) LBRACE images (COMMA images)* COMMA? RBRACE | study ;
phase     : place (COLON? rate)? gate* | rate gate* ;
place     : IN YEAR NUMBER (TO NUMBER)?
          | FROM offset (TO offset)? ;
offset    : quantity (BEFORE | AFTER)? ;
rate      : (EVERY (UNSTATED | (AT MOST)? range) | ONCE | AT quantity (AND quantity)*) span? ;
span      : FOR (UNSTATED | (AT LEAST)? range) | THROUGH YEAR NUMBER | INDEFINITELY ;
gate      : UNTIL condition | OR? WHEN condition ;

// ---- decision, history, cases, what the linter passes over -------------------------------------------
determine : DETERMINE LBRACE ruling* OTHERWISE outcome STRING? RBRACE ;
ruling    : outcome (WHEN | UNLESS) condition STRING? ;
outcome   : MEETS | DOES_NOT_MEET | NEEDS_INFORMATION | CONTRAINDICATED | REFER | NOT_APPLICABLE | CONFLICTING ;
revision  : REVISION DATE word LBRACE change* RBRACE ;
change    : (ADDED STRING TO word | ADDED word STRING | REMOVED STRING FROM word | CHANGED word STRING)
            (BECAUSE STRING)? (BUT STRING)? ;
testCase  : CASE STRING LBRACE caseFact* expectation+ RBRACE ;
caseFact  : word (INCLUDE | EXCLUDE)? COLON caseValue (PER STRING)? ;
caseValue : YES | NO | NONE | UNKNOWN | STRING | DATE | quantity | word | set ;
expectation
          : EXPECT outcome (BY word (COMMA word)*)?
          | EXPECT POSSIBLE outcome (COMMA outcome)*
          | EXPECT word IS (YES | NO | UNKNOWN) ;
// A title in quotes is that of an `assume` or a `check`.
allowance : ALLOW (word | NUMBER) AT (word | DETERMINE | CITE | STRING) (BECAUSE STRING)? (UNTIL DATE)? ;

// Reserved words that are ordinary names wherever a name is due.
word      : NAME | YEAR | COUNT | WITH | WITHOUT | CONTRAST | LAST | ANCHOR | ONCE | CHANGED | ADDED
          | REMOVED | COMPANION | SCHEDULE | REGIMEN | POSSIBLE | UNSTATED | REFER | PLANNED | SITE | MODULE | POLICY
          | CHECK | VALUES | RECORD | CITATION | COVERS | IMAGES | EXCLUDE | ASKS | ALLOW | BANDS ;
