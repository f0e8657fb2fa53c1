"""What the rulebook refuses: a code and fields, from which `wording` makes the sentence."""


class DomainError(Exception):
    """A refusal without a sentence.

    >>> error = DomainError("mark_above_maximum", found="11", maximum="10")
    >>> error.code, error.fields["found"]
    ('mark_above_maximum', '11')
    """

    def __init__(self, code: str, **fields: object) -> None:
        super().__init__(code, fields)
        self.code = code
        self.fields: dict[str, object] = fields

    def __str__(self) -> str:
        told = ", ".join(f"{name}={value}" for name, value in self.fields.items())
        return f"{self.code}: {told}" if told else self.code
