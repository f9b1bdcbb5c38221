"""The run of the page beside runs that were kept: it follows what the page's run becomes."""

from __future__ import annotations

from shallownet.core.checks import ExperimentError
from shallownet.core.experiment import Recipe
from shallownet.core.work import check_affordable_throughout
from shallownet.stage.comparison import Comparison
from shallownet.ui.ask import FIRST_FRAMES
from shallownet.ui.live import LiveRun
from shallownet.ui.process import one_at_a_time


class BesideRun(LiveRun):
    """A comparison whose shared recipe is another stage's: knobs, weights and seeds are changed there."""

    comparison: Comparison
    reseeds = False

    @one_at_a_time
    def follow(self, recipe: Recipe, comparison: Comparison) -> None:
        """Compare what the page's run has become with these networks.

        An edit of the run trains on from its epoch; anything else begins anew, at epoch 0.

        Args:
            recipe: the run on the page.
            comparison: the kept runs, as fixed variants; perhaps the run itself among them.

        Raises:
            ExperimentError: if their epochs would take too long together; then nothing has changed.
        """
        if comparison == self.comparison and recipe.experiment == self.recipe.experiment:
            if self._name(recipe) == self.stage_recipe:
                self.recipe = recipe
                return
            check_affordable_throughout(*self.variants_of(recipe))
            epoch = parting(self.recipe, recipe)
            self._go_over(recipe, epoch)
            self._answer(epoch, self._stride, FIRST_FRAMES, with_run=False)
            return
        earlier, self.comparison = self.comparison, comparison
        try:
            self.begin(recipe)
        except ExperimentError:
            self.comparison = earlier
            raise


def parting(one: Recipe, other: Recipe) -> int:
    """The last epoch up to which two recipes of one experiment give the same run, known from their edits.

    Raises:
        ValueError: if they are one recipe, or of two experiments.
    """
    if one == other or one.experiment != other.experiment:
        raise ValueError("Only recipes of one experiment with different edits part at an epoch.")
    shared = 0
    while one.edits[shared : shared + 1] == other.edits[shared : shared + 1]:
        shared += 1
    return min(recipe.edits[shared].epoch for recipe in (one, other) if shared < len(recipe.edits))
