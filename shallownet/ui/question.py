"""Questions to guess before the answer is revealed; the answer is computed from the visitor's own run."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass

import streamlit as st

from shallownet.texts.lessons import fill
from shallownet.ui.context import Context

Options = Mapping[str, str]
Found = tuple[str, Mapping[str, object]]
"""The key of the right option, and the values that the answer's words speak of."""


@dataclass(frozen=True)
class Question:
    """A question of a scene.

    Attributes:
        answer: finds the right option in the run.
        options: what can be guessed; by default what the words list.
        epoch: when, if the question is about one epoch; its words speak of it as {epoch}.
        about: in a scene without a stage, the knobs that make it another question: names of what is
            remembered.
    """

    answer: Callable[[Context], Found]
    options: Callable[[Context], Options] = lambda context: context.words.options
    epoch: int | None = None
    about: tuple[str, ...] = ()

    def asked_of(self, context: Context) -> Hashable:
        """What it is asked of: another run is another question, and so are other settings."""
        if context.live is not None:
            return context.live.stage_recipe, context.live.settings
        return repr([context.value(name, None) for name in self.about])


def guess_of(context: Context) -> object:
    """What has been guessed of the scene's question so far; equal where nothing is."""
    begins = f"{context.key}.guess "
    return {key: guess for key, guess in st.session_state.items() if guess and str(key).startswith(begins)}


def show_asked(question: Question, context: Context) -> None:
    """The question alone, where it is read before the picture answers it; its options are with the words."""
    with st.container(key="asked_first"):
        st.markdown(f"**{context.texts['lesson']['guess']}:** {_asked(question, context)}")


def _asked(question: Question, context: Context) -> str:
    return fill(context.words.question, {"epoch": question.epoch})


def show_question(question: Question, context: Context) -> None:
    """Draw a question: its options, and the answer once a guess was made and the answer asked for."""
    label = context.texts["lesson"]
    shown_for = f"{context.key}.answered"
    options = dict(question.options(context))
    guess_key = f"{context.key}.guess {' '.join(options)}"
    asked = _asked(question, context)
    with st.container(border=True):
        st.markdown(f"**{label['guess']}**  \n{asked}")
        guess = st.radio(
            asked,
            list(options),
            index=None,
            format_func=lambda key: options.get(key, key),
            label_visibility="collapsed",
            key=guess_key,
        )

        def reveal() -> None:
            # As things are now: the page may have been drawn before the guess arrived.
            st.session_state[shown_for] = (st.session_state.get(guess_key), question.asked_of(context))

        st.button(label["reveal"], key=f"{context.key}.reveal", on_click=reveal, disabled=guess is None)
        if guess is not None and st.session_state.get(shown_for) == (guess, question.asked_of(context)):
            right, values = question.answer(context)
            verdict = label["right"] if right == guess else label["wrong"].format(right=options[right])
            st.markdown(f"**{verdict}** {context.words.answer(right, **values)}")
            if question.epoch is not None and context.live is not None and context.live.was_changed:
                st.caption(label["retold"])
