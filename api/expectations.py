"""What a field of a request should have been, in the reader's language and without what was sent."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from kb.messages import message

# From what pydantic calls a fault to the message that tells what was expected, and under which name the bound stands.
_MESSAGES: Mapping[str, tuple[str, str]] = {
    "missing": ("expects_it", ""),
    "extra_forbidden": ("expects_no_such", ""),
    "string_too_long": ("expects_at_most_characters", "max_length"),
    "string_too_short": ("expects_at_least_characters", "min_length"),
    "too_long": ("expects_at_most_items", "max_length"),
    "too_short": ("expects_at_least_items", "min_length"),
    "string_pattern_mismatch": ("expects_form", ""),
    "string_type": ("expects_text", ""),
    "string_unicode": ("expects_text", ""),
    "int_type": ("expects_whole_number", ""),
    "int_parsing": ("expects_whole_number", ""),
    "int_parsing_size": ("expects_whole_number", ""),
    "int_from_float": ("expects_whole_number", ""),
    "float_type": ("expects_number", ""),
    "float_parsing": ("expects_number", ""),
    "greater_than_equal": ("expects_at_least", "ge"),
    "greater_than": ("expects_more_than", "gt"),
    "less_than_equal": ("expects_at_most", "le"),
    "less_than": ("expects_less_than", "lt"),
    "enum": ("expects_one_of", "expected"),
    "literal_error": ("expects_one_of", "expected"),
    "bool_type": ("expects_yes_or_no", ""),
    "bool_parsing": ("expects_yes_or_no", ""),
    "list_type": ("expects_list", ""),
    "dict_type": ("expects_object", ""),
    "model_type": ("expects_object", ""),
    "model_attributes_type": ("expects_object", ""),
}


def expectation(fault: Mapping[str, Any], language: str) -> str:
    """Returns what pydantic expected where it found a fault; bounds are told, values that were sent never are."""
    key, bound = _MESSAGES.get(fault["type"], ("expects_other", ""))
    told = str(fault.get("ctx", {}).get(bound, "")).replace(" or ", ", ") if bound else ""
    return message(key, language, bound=told)
