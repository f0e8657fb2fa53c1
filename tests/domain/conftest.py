"""Properties of the rulebook draw few examples unless all are asked for."""

from hypothesis import settings

from tests.domain.examples import examples

settings.register_profile("domain", max_examples=examples(100), deadline=None)
settings.load_profile("domain")
