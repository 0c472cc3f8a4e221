"""A translation record for the tests: a survey of our own, roles and no people."""

from __future__ import annotations

ITEMS = tuple(f"i{j}" for j in range(8))


def record_data() -> dict[str, object]:
    """A record that answers every guideline that a record can answer."""
    wording = {item: f"Wij leren samen, stelling {item}" for item in ITEMS}
    other = {item: f"We leren met elkaar, stelling {item}" for item in ITEMS}
    return {
        "instrument": "small",
        "source_language": "en",
        "target_language": "nl",
        "version": "1.0",
        "started": "2025-01",
        "permission": {"holder": "the authors", "granted": True, "date": "2025-01-20", "reference": "letter 4"},
        "contributors": [
            {"role": "translator 1", "expertise": "teacher, bilingual", "native_language": "nl", "name": "A Name"},
            {"role": "translator 2", "expertise": "professional translator", "native_language": "nl"},
            {"role": "back translator", "expertise": "translator", "native_language": "en"},
            {"role": "methodologist", "expertise": "survey methods"},
        ],
        "construct_overlap": "Schools work under comparable policies.",
        "irrelevant_differences": "Names of school types were replaced.",
        "suitability": "Five-point agreement scales are common in both.",
        "administration": "The same online form and invitation.",
        "forward": [
            {"by": "translator 1", "items": wording, "date": "2025-02-01"},
            {"by": "translator 2", "items": other, "date": "2025-02-02"},
        ],
        "back": [{"by": "back translator", "items": {item: f"We learn together, {item}" for item in ITEMS}}],
        "reconciliation": {"by": ["translator 1", "methodologist"], "items": wording, "method": "discussion"},
        "decisions": [
            {
                "item": "i2",
                "question": "‘samen’ or ‘met elkaar’?",
                "decision": "‘samen’.",
                "reason": "closest in register",
                "by": ["methodologist"],
                "date": "2025-03",
            }
        ],
        "interviews": [
            {
                "participants": 8,
                "method": "thinking aloud",
                "population": "teachers",
                "findings": [{"item": "i2", "finding": "read as a duty", "action": "reworded"}],
            }
        ],
        "pilot": {"n": 40, "findings": "no item was skipped", "date": "2025-04"},
        "changes": [
            {
                "item": "i2",
                "before": "moeten leren",
                "after": "leren",
                "reason": "read as a duty",
                "stage": "interviews",
            }
        ],
        "statements": {
            "C-4": {"reason": "scores are not linked to a common scale"},
            "A-2": "Respondents answer alone.",
            "SSI-1": "Response styles are discussed.",
            "Doc-2": "A manual comes with it.",
        },
    }
