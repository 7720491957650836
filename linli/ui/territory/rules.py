"""How a change of the territory is said in one sentence."""

from linli.kernel.common.errors import gettext_noop
from linli.kernel.territory_changes.rules import Sort

SENTENCES: dict[Sort, str] = {
    Sort.MERGER: gettext_noop("%(units)s merged into %(into)s"),
    Sort.SPLIT: gettext_noop("%(unit)s split into %(parts)s"),
    Sort.TRANSFER: gettext_noop("%(unit)s goes to %(parent)s"),
    Sort.ADJUSTMENT: gettext_noop("Boundary between %(units)s"),
    Sort.RENAME: gettext_noop("%(unit)s is called %(name)s"),
    Sort.ESTABLISHMENT: gettext_noop("%(unit)s founded in %(parent)s"),
    Sort.ABOLITION: gettext_noop("%(unit)s ends"),
    Sort.RECODING: gettext_noop("%(unit)s, %(system)s: %(code)s"),
}
"""English sentences by sort; pages translate them and put the names in."""
