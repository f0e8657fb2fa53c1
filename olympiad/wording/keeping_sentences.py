"""What is said about keeping: sections that move by file, personal data."""

from olympiad.wording.catalogues import N_

# One line per code, in alphabetical order.
KEEPING_SENTENCES: dict[str, str] = {
    "declaration_empty": N_("Choose an institution, or name a person."),
    "declaration_withdrawn": N_("This declaration has been taken back already."),
    "edition_purged": N_("The personal data of this edition has been purged; nothing with names can be made any more."),
    "request_answered": N_("This request is answered already."),
    "request_empty": N_("Say what is wrong."),
    "retention_not_over": N_(
        "Personal data is kept until %(day)s. It can be purged from the day after; set the day first."
    ),
    "transfer_codes_taken": N_(
        "%(count)s team codes of the file are taken in this edition (%(codes)s). Nothing was changed; draw other codes "
        "where the section comes from."
    ),
    "transfer_damaged": N_("The file is damaged (%(file)s). Nothing was changed; have it written again."),
    "transfer_differs": N_("What would be taken in is not what the file says (%(what)s). Nothing was changed."),
    "transfer_other_than_recorded": N_(
        "Table %(what)s in the file is not what the record in it says (entry %(entry)s): one of the two was changed. "
        "Nothing was taken in."
    ),
    "transfer_other_schema": N_(
        "The file comes from another release (%(found)s, here %(here)s). Nothing was changed; bring both installations "
        "to the same release and write the file again."
    ),
    "transfer_section_exists": N_(
        "The section %(address)s, or a copy of it, is here already. Nothing was changed; a section is never overwritten."
    ),
    "transfer_unreadable": N_(
        "This is no file of a section. Choose the ZIP file that the other installation has written."
    ),
}
