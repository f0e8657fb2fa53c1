"""Refusals of certificate designs and their pictures as sentences."""

from olympiad.wording.catalogues import N_

DESIGN_SENTENCES: dict[str, str] = {
    "design_brace_alone": N_(
        "A brace stands alone in “%(found)s”. Fields are written like {name}; choose one from the list."
    ),
    "design_changed_meanwhile": N_(
        "Somebody else has saved this design meanwhile (version %(version)s now). Nothing was overwritten: "
        "open the page anew and bring your changes in."
    ),
    "design_colour": N_("“%(found)s” is no colour. Choose one, written like #12295c."),
    "design_colour_pale": N_(
        "A colour has a contrast of %(found)s on this paper; it needs %(least)s to be read. Choose a darker one."
    ),
    "design_field_unknown": N_("There is no field %(found)s. The fields here are: %(known)s."),
    "design_heading_missing": N_("A heading is missing. Write one in each language that is printed."),
    "design_in_use": N_(
        "%(count)s valid certificate(s) were issued with this design, so it stays. Save a new version instead; "
        "what was issued keeps the old one."
    ),
    "design_languages": N_(
        "A certificate is printed in one or two of Uzbek, Russian and English. Choose at least one, at most two."
    ),
    "design_lines_too_many": N_("A certificate has room for %(limit)s lines. Join or leave out some."),
    "design_number": N_(
        "“%(found)s” is no pattern for numbers. Use capital Latin letters, digits, hyphens, {edition}, {section}, {year}, "
        "and {number} at the end."
    ),
    "design_picture_unknown": N_("A picture of this design is not among those of the edition. Upload it anew."),
    "design_signatory_name": N_("A signatory has no name. Write it, or take the row out."),
    "design_text_too_long": N_("“%(found)s…” is too long: at most %(limit)s letters fit."),
    "design_too_many": N_("More logos or signatories than there is room for: at most %(limit)s."),
    "design_unreadable": N_("This design cannot be read. Begin with one of the ready-made designs."),
    "designs_none_to_copy": N_("That edition has no designs to copy."),
    "name_asked_too_often": N_(
        "Corrections of this name were asked for %(limit)s times, more are not taken here. Talk to the organizers."
    ),
    "name_changed_meanwhile": N_("The name was changed meanwhile. Look at it once more, then confirm."),
    "name_correction_decided": N_(
        "This correction is decided already, or another one was asked for. Open the list anew."
    ),
    "name_correction_waits": N_(
        "A correction of this name waits for the organizers. Ask for another one if it is wrong."
    ),
    "name_missing": N_("The name in Latin letters is missing. Write it as in the passport."),
    "name_nothing_confirmed": N_("Nothing was ticked. Tick the scripts that are right."),
    "name_same": N_("This is how the name stands already. Confirm it instead."),
    "name_too_long": N_("The name or the reason is too long: at most %(limit)s letters."),
    "picture_is_active": N_(
        "This SVG holds %(found)s, which a picture on a certificate may not. Save it as a plain SVG or as PNG."
    ),
    "picture_missing": N_("No picture was chosen. Choose a PNG or SVG file."),
    "picture_too_complex": N_("This drawing has too many parts. Simplify it, or save it as PNG."),
    "picture_too_large": N_("The picture is too large: at most %(limit)s. Save it smaller."),
    "picture_unreadable": N_("This is no PNG or SVG that can be read. Choose another file."),
}
