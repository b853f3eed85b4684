"""`make docs`: writes the pages and the picture that are made from the program."""

from __future__ import annotations

import sys

from tests.docs import house, reference

for path, text in ((reference.PAGE, reference.page()), (house.PICTURE, house.picture())):
    path.write_text(text, encoding="utf-8", newline="\n")
    sys.stdout.write(f"wrote {path}\n")
