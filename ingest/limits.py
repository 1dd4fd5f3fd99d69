"""What a file may cost at most; beyond it the file is refused with its reason, and the run goes on."""

from __future__ import annotations

# Far above what partnership documents have (the largest of the sample corpus has 250 pages), far below what harms.
MOST_PAGES = 20_000
# Zip formats: bytes after unpacking, times the packed size, and files in one archive.
MOST_UNZIPPED_BYTES = 500_000_000
MOST_UNZIP_RATIO = 200
# Whatever the ratio, so much is no harm: a blank bitmap packs a thousand times, sheets and text 15 to 30 times.
HARMLESS_UNZIPPED_BYTES = 10_000_000
MOST_ZIP_ENTRIES = 20_000
# Sheets and tables.
MOST_CELLS = 1_000_000
# Files inside files: levels, and files at each.
MOST_NESTING = 3
MOST_ATTACHMENTS = 100
# Elements inside elements (XML, HTML).
MOST_DEPTH = 256
# Of one page picture.
MOST_PIXELS = 40_000_000
# What a page may take on average, and one that OCR reads beside that; a plain page takes a thirtieth of a second, a
# scanned one two to five. The settings say what a file may take without a page being done, and its memory.
SECONDS_PER_PAGE = 1
SECONDS_OF_OCR = 20
# After the last page a long document is put in order as a whole, at three times this pace.
PAGES_PUT_IN_ORDER_A_SECOND = 100
