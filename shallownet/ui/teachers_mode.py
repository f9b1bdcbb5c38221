"""What teacher's mode makes of a page; the stage's ``presenting.js`` puts the document into the mode."""

from __future__ import annotations

KNOBS_KEY = "knobs"
"""Of the container of the knobs that stand in sight beside a stage."""

# The whole page is magnified, as much as the window is larger than that which it is laid out for: what is
# given in rem grows with it. The stage has the whole width, and the knobs stand in a row below it.
STYLE = f"""
<style>
.shallownet-presenting {{ font-size: calc(16px * var(--shallownet-magnification)); }}
.shallownet-presenting .stAppHeader {{ height: 2.75rem; min-height: 0; }}
.shallownet-presenting [data-testid="stLayoutWrapper"]:has(> .st-key-site) {{
  height: 2.75rem; right: 1.25rem;
}}
.shallownet-presenting .stAppToolbar {{ padding-left: 0; padding-right: 20rem; }}
.shallownet-presenting .stMainBlockContainer {{ padding: 3.1rem 1.25rem 1rem; }}
.shallownet-presenting .stMainBlockContainer > .stVerticalBlock {{ gap: 0.5rem; }}
.shallownet-presenting .stMainBlockContainer h1 {{ font-size: 1.25rem; padding-bottom: 0.6rem; }}
.shallownet-presenting .st-key-playground {{ min-height: 0; }}
.shallownet-presenting
  [data-testid="stLayoutWrapper"]:has(
    > :is(.st-key-lead, .st-key-asked_first, .st-key-below_stage, .st-key-folded)
  ) {{
  display: none;
}}
.shallownet-presenting .stHorizontalBlock:has(> .stColumn .st-key-{KNOBS_KEY}) {{
  flex-direction: column; gap: 0.25rem;
}}
.shallownet-presenting .stHorizontalBlock:has(> .stColumn .st-key-{KNOBS_KEY}) > .stColumn {{
  width: 100%; flex: none;
}}
.shallownet-presenting .st-key-{KNOBS_KEY} {{ flex-direction: row; flex-wrap: wrap; gap: 0.25rem 2rem; }}
.shallownet-presenting .st-key-{KNOBS_KEY} > * {{ flex: 1 1 10rem; width: auto; min-width: 0; }}
</style>
"""
