"""Every limit on what comes from outside: lengths, counts, nesting, sizes; docs/operations.md lists them, a test compares."""

KB, MB = 1024, 1024 * 1024

# -- a connection (serving)
ADDRESS_BYTES = 8 * KB
"""Address of a request, with its query."""
HEAD_BYTES = 32 * KB
"""Request line and headers."""
HEADERS = 100
"""Headers of a request."""
PIPELINED = 16
"""Requests that wait behind another on one connection."""
BODY_IN_MEMORY = 64 * KB
"""A larger body is kept in a file until it is whole."""
ANSWER_IN_MEMORY = 1 * MB
"""A larger answer is kept in a file while it is sent."""
LARGE_BODIES = 64
"""Bodies in files that a worker receives at a time; the slowest makes room."""
CONNECTIONS = 9_000
"""Connections of a worker; the longest waiting of the busiest address makes room."""
LARGEST = 2**53
"""What a number from outside may not reach."""

# -- what is marked
NOTE = 2_000
"""Characters of a note beside a mark or under a sheet."""
READINGS = 12
"""Replicates of one reading."""
VALUE_TEXT = 20_000
"""Characters of any text in one operation; what is longer than its own limit is refused, what is longer than this is not read."""
OCCURRENCES = 1_000
"""Occurrences of one penalty."""
TRAIL = 500
"""Operations of a cell that are followed back to tell a conflict from one's own earlier value."""
OPERATIONS = 500
"""Operations of one request."""
OPERATIONS_BYTES = 1_000_000
"""Bytes of one request of a device."""

# -- keys and rules
KEY = 4_000
"""Characters of a criterion's key."""
LEVELS = 50
"""Levels of a criterion."""
BANDS = 50
"""Bands of a key by steps."""
EXPERTS = 200
"""Experts' readings in a key."""
RULE = 500
"""Characters of a rule's name or value."""
RULES = 300
"""Rules of a section."""

# -- a stranger's results file
BUNDLE_BYTES = 12 * MB
"""Bytes of a results file handed in; a section of 5,000 teams has about 10 MB."""
BUNDLE_TEXT = 4_000
"""Characters of any text in a results file."""
BUNDLE_LIST = 100_000
"""Entries of a list that is not named below."""
BUNDLE_LISTS = {
    "tasks": 100,
    "criteria": 300,
    "marks": 300,
    "readings": READINGS,
    "awards": 100,
    "keys": 20_000,
    "teams": 20_000,
    "sheets": 500_000,
}
"""Entries of each list of a results file."""

# -- a stranger's certificate
DOCUMENT_BYTES = 4 * MB
"""Bytes of a certificate or badge handed in; ours have some 60,000."""

# -- logos and signatures on certificates
PICTURE_BYTES = 2 * MB
"""Bytes of a logo or signature handed in."""
PICTURE_SIDE = 6_000
"""Width and height that a logo or signature may claim, in pixels or the drawing's own units."""
PICTURE_PARTS = 5_000
"""Elements of an SVG."""
PICTURE_COPIES = 200
"""Copies by reference in an SVG; none may hold another."""

# -- names on certificates
NAME_CORRECTIONS = 20
"""Corrections of a name that a member, or the leader, may ask for."""

# -- what devices could not send
PACKET_BYTES = 1024 * KB
"""Bytes of one packet of unsent marks; a device that has not been renewed writes everything into one."""
PACKET_LINES = 200
"""Packets in one file of unsent marks."""
PACKETS = 400
"""Packets of one set: 400 codes hold some 4,000 marks."""
PACKET_OPERATIONS = 100_000
"""Operations that a set of packets may promise."""
FRAGMENTS = 64
"""Pieces of one operation with a long note."""
UNSENT_FILES = 30
"""Photos and files of unsent marks brought at a time."""
UNSENT_TEXT = 2_000_000
"""Bytes of one file of unsent marks."""

# -- workbooks, archives, photos
ARCHIVE_FILES = 200
"""Files of an archive."""
ARCHIVE_BYTES = 256 * MB
"""Bytes of all files of an archive."""
ARCHIVE_RATIO = 400
"""How many times larger than packed a file may be, beyond its first megabyte."""
CSV_CELL = 100_000
"""Characters of one cell of a CSV file; more is a broken quote."""
OFFICE_CELLS = 2_000_000
"""Cells of a worksheet of LibreOffice or old Excel; one far cell makes all before it."""
CELLS = 400_000
"""Cells of a workbook; 5,000 teams with all their marks by one judge."""
COLUMNS = 256
"""Columns of a worksheet."""
ROWS = 200_000
"""Rows of a worksheet."""
MERGED = 1_000
"""Merged areas of a worksheet."""
MERGED_CELLS = 20_000
"""Cells in all of them."""
XML_DEPTH = 30
"""Nesting of a workbook’s XML."""
PHOTO_BYTES = 12 * MB
"""Bytes of a photo."""
PHOTO_PIXELS = 50_000_000
"""Pixels of a photo as JPEG, which is unpacked at half or a quarter of its size."""
PHOTO_PIXELS_WHOLE = 25_000_000
"""Pixels that are unpacked at once: other kinds of photos, and what is left of a JPEG; 75 MB."""

LIST_COLUMNS = 60
"""Columns of a list to which a person assigns meanings; those further right are not read then."""
LIST_CELL = 80
"""Letters of a cell shown there."""
LISTS_REMEMBERED = 500
"""Shapes of lists that are remembered; the oldest go."""
REPLACEMENTS_REMEMBERED = 1_000
"""Words of lists that are remembered to be read as others; the oldest go."""

# -- jobs in a process of their own, see jobs.py
JOB_PROCESSOR_SECONDS = 60
"""Processor time of one job."""
JOB_SECONDS = 120
"""From its beginning; also how long one waits for its turn."""
JOB_BYTES = 1536 * MB
"""Address space, of which a file that is read fills a part."""
JOBS_WAITING = 6
"""Jobs of a worker's lane, the one in work included."""
FILES_KEPT = 4
"""Files read for a preview that a worker keeps for its next page."""

# -- e-mail
MAILS_AT_ONCE = 50
"""Mails sent over one connection; then another round begins."""
MAIL_CLAIM_SECONDS = 600
"""How long a process may be at one mail; then it is taken for ended, and the mail for unsent or unclear."""
MAIL_ANSWER = 300
"""Characters kept of what a mail server answers."""
REMINDER_HOURS = 24
"""Hours within which nobody is reminded twice."""

# -- the server
PAGES_AT_ONCE = 3
"""Requests on which a worker works at a time beside saves; those that wait for jobs or password hashes do not count."""
PAGE_STANDS_BACK_SECONDS = 0.03
"""How long a page waits, before it is begun, for the saves that are under way."""

# -- signing in
HASHES_AT_ONCE = 1
"""Password hashes that a worker computes at a time, 64 MB each."""
HASHES_WAITING = 6
"""Sign-ins that wait for the password hash, those at work included."""
