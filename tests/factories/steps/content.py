"""Content of screens, as the editor stores it."""

from __future__ import annotations

from typing import Any

from tests.factories.steps.questions import key, listed


def content(kind: str, value: Any) -> dict[str, Any]:
    return {"type": kind, "id": key(f"{kind} {value}"), "value": value}


def all_texts() -> list[dict[str, Any]]:
    """Return one block of each kind of text."""
    points = listed("Handsprit", "Rena kläder å ä ö")
    return [
        content("text", "<h3>Före besöket</h3><p>Läs <b>planen</b>.</p>"),
        content("box", {"kind": "fact", "heading": "", "text": "<p>Handsprit verkar på 30 sekunder.</p>"}),
        content("box", {"kind": "warning", "heading": "Aldrig", "text": "<p>Ringar under handskar.</p>"}),
        content("quote", {"text": "Det känns tryggt.\nAlltid.", "source": "Undersköterska i hemtjänsten"}),
        content(
            "accordion",
            {"items": listed({"heading": "Vid sår", "text": "<p>Byt handskar.</p>"}, names=["Vid sår"])},
        ),
        content("checklist", {"heading": "Före du går in", "points": points}),
        content(
            "table",
            {
                "caption": "Hur länge",
                "columns": [{"type": "text", "heading": "Vad"}, {"type": "text", "heading": "Sekunder"}],
                "rows": [{"values": ["<p>Handsprit</p>", "<p>30</p>"]}],
            },
        ),
        content(
            "flash_cards",
            {"cards": listed({"front": "SIP", "back": "Samordnad individuell plan"}, names=["SIP"])},
        ),
    ]
