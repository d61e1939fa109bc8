"""How an empty database comes by its schema without making every class again and again."""

from __future__ import annotations

from django.db import models
from django.db.migrations.state import ModelState, ProjectState

from sewaka.config.migration import new_models_alone


def _lamp() -> ModelState:
    return ModelState("lamps", "Lamp", [("id", models.BigAutoField(primary_key=True))])


def _repair() -> ModelState:
    lamp = models.ForeignKey("lamps.Lamp", models.PROTECT, related_name="repairs")
    fields = [("id", models.BigAutoField(primary_key=True)), ("lamp", lamp)]
    return ModelState("lamps", "Repair", fields)


def test_a_new_model_is_made_alone_and_known_to_those_it_points_to() -> None:
    state = ProjectState()
    state.add_model(_lamp())
    before = state.apps.get_model("lamps", "Lamp")
    with new_models_alone():
        state.add_model(_repair())
    lamp, repair = (state.apps.get_model("lamps", name) for name in ("Lamp", "Repair"))
    assert lamp is before
    assert [relation.related_model for relation in lamp._meta.related_objects] == [repair]
    assert repair._meta.get_field("lamp").related_model is lamp


def test_what_is_known_of_relations_grows_with_a_new_model() -> None:
    state = ProjectState()
    state.add_model(_lamp())
    assert state.relations == {}
    assert state.apps.get_model("lamps", "Lamp")
    with new_models_alone():
        state.add_model(_repair())
    assert list(state.relations[("lamps", "lamp")]) == [("lamps", "repair")]


def test_django_is_as_it_was_afterwards() -> None:
    state = ProjectState()
    state.add_model(_lamp())
    before = state.apps.get_model("lamps", "Lamp")
    with new_models_alone():
        pass
    state.add_model(_repair())
    assert state.apps.get_model("lamps", "Lamp") is not before
