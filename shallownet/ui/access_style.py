"""Streamlit's own parts as everybody can use them: a focus that is seen, contrast, and calm on request."""

from __future__ import annotations

from shallownet.figures.palette import PALETTE

# Streamlit writes in white on the primary colour, which is a light one in the dark theme.
_ON_PRIMARY = f"light-dark({PALETTE['light']['surface']}, {PALETTE['dark']['surface']})"

STYLE = f"""
<style>
/* What has the keyboard's focus: Streamlit's own sign is a shadow in half the primary colour, or none. The
   stage and the cards of Home have signs of their own. */
:is(a, button, summary, [tabindex]):focus-visible:where(
  :not(input, .shallownet-stage *, [class*="home_card_"] a)
),
[data-rac][data-focus-visible]:not(input),
[data-testid="stNumberInputContainer"]:has(input:focus-visible),
[data-testid="stTextAreaRootElement"]:has(textarea:focus-visible) {{
  outline: 2px solid currentColor !important;
  outline-offset: 2px !important;
  box-shadow: none !important;
}}
/* Inside: what lies round it has the text's colour, or cuts the line off. */
:is(button[kind^="primary"], [data-tag], summary, main):focus-visible {{ outline-offset: -4px !important; }}
[data-rac][role="option"][data-focus-visible] {{ outline-offset: -3px !important; }}

/* Its line has the link's colour, which is another once it was visited. */
.stApp [class*="home_card_"] a:focus-visible {{ color: inherit; }}

.stApp :is(button[kind^="primary"]:not(:disabled), [data-tag]) {{ color: {_ON_PRIMARY}; }}
.stApp [data-testid="stRadioOption"][data-selected] > div > div:first-child > div {{
  background: {_ON_PRIMARY};
}}
[data-testid="stCaptionContainer"] {{ opacity: 0.75; }}
.token:is(.boolean, .constant, .symbol) {{ color: inherit !important; }}

/* A heading for those who hear the page; it takes no room. */
.stElementContainer:has(.shallownet-heard) {{
  position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%);
}}

/* A letter that leans out of its box makes no place to scroll, and none for the keyboard to stop at. */
[data-testid="stTable"] [data-testid="stMarkdownContainer"] {{ overflow: visible; }}
.katex-display {{ padding: 0.3rem; }}

/* For fingers: what is touched is large enough, and a swipe over a slider scrolls the page instead of setting
   it; only its thumb can be dragged. */
@media (pointer: coarse) {{
  .stApp :is(.stButton, .stDownloadButton, .stLinkButton) :is(button, a),
  .stApp [data-testid="stButtonGroup"] :is(button, [role="radio"]) {{ min-height: 2.5rem; }}
  .stApp [data-testid="stRadioOption"] {{ min-height: 2.25rem; }}
  .stApp [data-testid="stSlider"] [data-orientation] > [data-rac] {{ pointer-events: auto; }}
  .stApp [data-testid="stSlider"] [role="group"] > [data-orientation] {{
    pointer-events: none; touch-action: pan-y !important;
  }}
  .stApp [data-testid="stSlider"] [data-orientation] > [data-rac]::before {{
    content: ""; position: absolute; inset: -0.9rem -0.4rem;
  }}
}}

@media (prefers-reduced-motion: reduce) {{
  /* Not 0: some parts wait for the end. */
  *, ::before, ::after {{
    animation-duration: 1ms !important;
    animation-iteration-count: 1 !important;
    transition-duration: 1ms !important;
    scroll-behavior: auto !important;
  }}
}}
</style>
"""
