"""Diagnostics of many clusters are told as few."""

from __future__ import annotations

from generator.diagnostics import Diagnostic, Related, fold
from generator.place import Span

PLACE = Span("runtimes/server/runtime.yaml", 3, 1, 3, 5)


def wrong(message: str, *clusters: str, related: tuple[Related, ...] = (), span: Span = PLACE) -> Diagnostic:
    return Diagnostic("some-rule", message, span, "Mend it.", related=related, clusters=clusters)


def service(number: int) -> Related:
    return Related(Span(f"services/{number}.yaml"), f"service '{number}' gets it")


def test_what_only_the_clusters_tell_apart_is_one() -> None:
    assert fold([wrong("x", "b"), wrong("x", "a"), wrong("x", "b")]) == (wrong("x", "a", "b"),)


def test_of_many_related_places_the_first_are_kept() -> None:
    alike = [wrong("x", "a", related=(service(number),)) for number in (5, 1, 3, 2, 4)]
    assert fold(alike) == (wrong("x", "a", related=(service(1), service(2), service(3))),)


def test_one_diagnostic_keeps_all_its_related_places_in_their_order() -> None:
    related = tuple(service(number) for number in (5, 1, 3, 2, 4))
    assert fold([wrong("x", "a", related=related)]) == (wrong("x", "a", related=related),)


def test_few_clusters_are_told_in_their_own_words() -> None:
    found = tuple(wrong(f"image {name}", name) for name in "abc")
    assert fold(reversed(found)) == found


def test_many_clusters_are_told_in_the_words_of_one() -> None:
    (told,) = fold(wrong(f"image {name}", name) for name in "dcbae")
    assert (told.message, told.clusters, told.differs) == ("image a", ("a", "b", "c", "d", "e"), 4)


def test_several_mistakes_at_one_place_of_one_cluster_are_several() -> None:
    found = tuple(wrong(f"mistake {number}", "a") for number in range(5))
    assert fold(found) == found


def test_mistakes_of_no_cluster_and_of_other_places_stay() -> None:
    nobody = tuple(wrong(f"mistake {number}") for number in range(5))
    assert fold(nobody) == nobody
    apart = tuple(wrong(f"image {number}", f"c{number}", span=Span("a.yaml", number)) for number in range(1, 6))
    assert fold(apart) == apart
