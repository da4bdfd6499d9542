"""What a change said of itself, as a question: one sentence that a developer would write about what code does."""
import re

FEWEST_WORDS, MOST_WORDS = 3, 20
# Words that are left when those of no content (below) are taken away.
FEWEST_TELLING = 2
LONGEST = 160

_reference = r"(?:(?:[\w.-]+/)?[\w.-]*#\d+|(?:gh|bpo|pr|issue|bug|bz|lp|rt|sf|mdev|jdk)[-:# ]{1,2}\d+|[A-Z]{2,}-\d+|(?=[0-9a-f]*\d)[0-9a-f]{7,40})"
_references = rf"{_reference}(?:(?:\s*[,;&]\s*|\s+and\s+|\s+){_reference})*"
_closing = r"(?:close[sd]?|fix(?:e[sd])?|resolve[sd]?|see|refs?|re|part of|via|in|from|for|cf\.?|bug|issue|pull request|pr|ticket|thanks(?: to)?|by|commit)"

# In this order: what one leaves, the next sees.
_removed = [
    (re.compile(r"!\[[^\]]*\]\([^)]*\)"), ""),
    (re.compile(r"\[([^\]]*)\]\([^)\s]*(?:\s+\"[^\"]*\")?\)"), r"\1"),
    (re.compile(r"<https?://[^>]*>|\(?\bhttps?://[^\s)>]+\)?"), ""),
    (re.compile(r"\*\*|__(?=\w+\b[^_(])|</?[a-z]{1,6}>"), ""),
    (re.compile(r"^(?:\s*(?:[-*+•·]|\d+[.)])\s+)+"), ""),
    (re.compile(r"^\s*(?:\[[^\]]{0,40}\]\s*)+:?\s*"), ""),
    (re.compile(r"^\s*(?:(?:[\w-]+,\s*)*@[\w.-]+/[\w.-]+(?:,\s*(?:@[\w.-]+/)?[\w.-]+)*)\s*:\s*"), ""),
    (re.compile(r"\s*\([^()]*/\s*#\d+\)\s*\.?$"), ""),
    (re.compile(r"\s*\((?:commit|by\s[^()]*)\)\s*\.?$", re.I), ""),
    (re.compile(r"^\s*(?:backport(?:ed)?|cherry[- ]pick(?:ed)?|upstream(?: (?:fix|patch|commit))?|patch(?: to)?|bug ?fix(?:es)?)\b\s*[:\-–]\s*", re.I), ""),
    (re.compile(r"^\s*(?:fix|bugfix|hotfix|feat|feature|perf|refactor|docs?|core|enhancement|new|added|changed|fixed|improved|security|breaking)(?:\([^)]*\))?!?\s*:\s+", re.I), ""),
    (re.compile(rf"^\s*(?:{_closing}\s*:?\s*)?[(\[]?`?{_references}`?[)\]]?\s*(?:--|[:\-–.])?\s+", re.I), ""),
    (re.compile(r"^\s*(?:(?:fix(?:e[sd])?|refs?|security|security fix|add fix)\b[ :]*(?:for\s+)?)?[(\[#]?CVE-\d+-\d+(?:(?:,|,? and|/|\s)\s*CVE-\d+-\d+)*[)\]]?(?:\s*(?:--|[:\-–,])\s*|\s+(?=(?-i:[A-Z\[])))", re.I), ""),
    (re.compile(r"\s*[(\[]\s*CVE-\d+-\d+[^)\]]*[)\]]", re.I), ""),
    (re.compile(rf"\s*[(\[]\s*(?:{_closing}\s*:?\s*)*`?{_references}`?[^()\[\]]*[)\]]", re.I), ""),
    (re.compile(r"[\s,;:–-]*[(\[]?\b(?:thanks(?: to)?|thx|reported by|contributed by|submitted by|courtesy of|by|via)\b:?\s*@[\w-]+.*$", re.I), ""),
    (re.compile(r"\s*\(?@[\w-]+(?:,? (?:and )?@[\w-]+)*\)?\s*$"), ""),
    (re.compile(r"[\s,;:–-]*[(\[]?\b(?:thanks to|reported by|patch by|contributed by|submitted by)\b.*$", re.I), ""),
    (re.compile(r"\s*\((?:[A-Z][\w.'-]+ ){1,3}[A-Z][\w.'-]+\)\s*$"), ""),
    (re.compile(r"\s+\([a-z][\w-]*(?:, [a-z][\w-]*)*\)\s*$"), ""),
    (re.compile(rf"[\s,;:.–-]*\b{_closing}\s*:?\s+{_references}\s*\.?\s*$", re.I), ""),
    (re.compile(rf"[\s,;:.–-]*(?:#\d+|\bgh-\d+)(?:[,\s]+#\d+)*\s*\.?\s*$", re.I), ""),
    (re.compile(r"(?<!\S)(?:\(\s*\)|\[\s*\])"), ""),
    (re.compile(r"\s+[0-9a-f]{40}\s*$|\s*,\s*with\s*$|\s*\(\s*$"), ""),
]

# These tell of a release, of how it is packaged or of how the text looks, and nothing of what the code does.
_dropped = re.compile(
    r"""
    ^(?:merge|revert|reapply|release|bump|wip|chore|ci|tests?|style|build|lint|deps?|squash|fixup|version|prepare)\b(?:\([^)]*\))?\s*(?:[:!]|\b(?!\w*ing\b)(?=\s(?:branch|pull|remote|tag|to|version|v?\d|of|for|release|from|the\sversion)))
    | ^(?:revert|merge|bump|release|tests?\(|chore|ci:|typo)
    | \b(?:typos?|misspell\w*|spelling|whitespaces?|trailing\sspaces?|indentation|pretti\w+|eslint|tslint|jshint|pylint|flake8|clippy|rubocop|lintian|linter|lint(?:ing)?|gofmt|rustfmt|code\sstyle|coding\sstyle|formatting\sfix\w*|code\sformat\w*|grammar|wording|copyright|licen[cs]es?|readme|changelogs?|release\snotes?|news|contributors?)\b
    | \b(?:bump(?:s|ed|ing)?|upgrad\w+|updat\w+|pin(?:s|ned)?|unpin)\b.*\b(?:dependenc\w+|deps|devdep\w+|version|versions|packages?|submodules?|to\sv?\d[\d.]*|translations?|locali[sz]ations?|locales?)\b
    | ^(?:upgrade|update|switch|move|bump|ease|relax|support|migrate|port)\b.*\s(?:v?\d+\.\d+\S*|[><=]=?\s?\d\S*)$
    | \b(?:dependenc(?:y|ies)|package\.?\s?json|dependabot|renovate|greenkeeper|node_modules|package-lock|lockfiles?|yarn\.lock)\b
    | \b(?:debian|ubuntu|fedora|red\s?hat|opensuse|gentoo|freebsd|hurd|kfreebsd|ftbfs|ftcbfs|dh_\w+|dpkg|autopkgtest|salsa|multiarch|distro|distributions?|packaging|packagers?|soname|rpath|sid|bookworm|bullseye)\b
    | \b(?:reproducib\w+|SOURCE_DATE_EPOCH|build\s(?:date|time|path)s?|timestamps?\sin\sbuild|hardening|cflags|cxxflags|cppflags|ldflags|compiler\sflags|as-needed|static(?:ally)?\slink\w*|linker\sflags?|cross[- ]?(?:build|compil)\w*|DESTDIR|install(?:ation)?\s(?:path|dir|location)\w*)\b
    | \b(?:configure\.(?:ac|in)|autoconf|autoreconf|automake|makefiles?|cmakelists\S*|cmake|meson|pkg-config|setup\.py|setuptools|gulp|grunt|webpack|rollup|babel|travis|appveyor|circleci|jenkins|github\sactions?|gitignore|workflows?|coverage|codecov)\b
    | \b(?:privacy[- ]breach|google\sanalytics|tracking|logo|badges?|sponsor\w*|manpages?|man\spages?|shebang|interpreter|systemd\sunit|desktop\sfile|hyphens?)\b
    | \b(?:compil(?:e|es|ation|er)|build|building)\b.*\b(?:error|errors|failure|failures|fails?|warnings?|fix|with\s(?:gcc|clang|newer|recent|new|openssl|python|ruby|php|go|java))\b
    | \b(?:fix(?:es)?|repair|unbreak|broken)\s(?:the\s)?(?:build|compil\w+|tests?|test\s\w+|unit\s\w+|travis|ci)\b
    | \b(?:gcc|g\+\+|clang)[-\s]?\d
    | \b(?:tests?|unit\stests?|test\ssuite|testsuite|test\scases?|testcases?|specs?|benchmarks?|examples?|demos?)\b
    | \btimestamps?\sin\s\w+|\bembed\w*\stimestamps?|\bsome\sthings\b|\b(?:in|of|to)\sthe\s(?:docs|documentation)\b
    | ^(?:minor|various|small|misc\w*|some|more|several)\s(?:\w+\s)?(?:fix\w*|change\w*|improve\w*|clean\w*|tweaks?|updates?|bug\s?fix\w*)\s*$
    | \b(?:add(?:s|ed)?|drop(?:s|ped)?)?\s?support\s(?:for|of)\s(?:the\s)?(?:react[\s-]native|react|node(?:\.?js)?|sdk|gradle|agp|xcode|python|ruby|php|angular|vue|typescript|kotlin)\s?v?\d
    | \b(?:react[\s-]native|node(?:\.?js)?|expo|sdk|gradle|kotlin|agp|xcode)\sv?\d[\d.x]*\s(?:support|compatibility)\b
    | \b(?:address|apply|incorporate)\s(?:\w+\s)?(?:review|comments|feedback|suggestions?)\b
    | \bCVE-\d | ^\W*\d+(?:\.\d+)+\b | ^v\d | \bpatch(?:es|ed)?\b | \b(?:svn|cvs|r\d{3,})\b | \bupstream\b | \bfirst\spatch\b
    | \b(?:i|we've|i'm|my|me)\b
    """,
    re.I | re.X,
)
# Left when an upper case word begins a list: a heading, an address, a file name alone.
_unfit = re.compile(r"^[\w.+/-]+\.(?:patch|diff|dpatch)\b|^[A-Z][\w-]*:\s*$|@\w+\.\w+|[^\x00-\x7f]{3}|\\n|[{}<>|]{2,}|\bhttps?://|:$|\b(?:to|for|of|by|from|and|or|the|an?)$")
_empty = frozenset(
    "a an the of for to in on at by with from and or not is are be was it its this that when if as so than then into more some all any"
    " fix fixes fixed fixing bug bugs issue issues problem problems error errors add adds added support update updates updated change changes"
    " changed improve improves improved improvements use uses using make makes remove removes removed cleanup clean up code file files minor"
    " small various better new old properly correct correctly handle handling work works allow do don't doesn't does no vulnerability security".split()
)
_word = re.compile(r"[A-Za-z0-9_$][\w$.'/-]*")


def subject_of(text: str) -> str | None:
    """
    @param text a commit's subject, a line of a change log (markdown or plain), or a patch's description: its first sentence counts.
    @returns the sentence without prefixes, references, links and names of people; None where it tells too little of code
    """
    subject = " ".join(text.split())
    for pattern, replacement in (*_removed, *_removed):
        subject = pattern.sub(replacement, subject).strip()
    subject = _first_sentence(subject).strip(" \t.,;:-–").strip()
    if len(subject) > LONGEST or not subject[:1].isascii() or not re.match(r"[\w`'\"(.$@-]", subject) or _unfit.search(subject) or _dropped.search(subject):
        return None
    words = _word.findall(subject)
    telling = {word.lower() for word in words} - _empty
    if not FEWEST_WORDS <= len(words) <= MOST_WORDS or len([word for word in telling if re.search("[a-z]{2}", word)]) < FEWEST_TELLING:
        return None
    return subject[0].upper() + subject[1:] if re.match(r"[a-z]+ ", subject) else subject


def _first_sentence(text: str) -> str:
    """Ends at a full stop that an upper case letter follows, or at a dash of explanation, where enough words are before it."""
    for match in re.finditer(r"(?<!e\.g)(?<!i\.e)(?<!etc)(?<!incl)(?<!vs)[.!?;]\s+(?=[A-Z`\"'(])|\s+[–—]\s+", text):
        if len(text[: match.start()].split()) >= FEWEST_WORDS:
            return text[: match.start()]
    return text
