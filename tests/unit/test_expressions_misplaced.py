"""Our names in a Go template's braces are found, and everything that a Go template may say is left alone."""

import pytest

from generator.expressions.text import misplaced_names


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("{{ cluster.name }}", ["cluster.name"]),
        ("{{cluster.values.mirror}}", ["cluster.values.mirror"]),
        ("a {{- service.name -}} b {{ runtime.class }}", ["service.name", "runtime.class"]),
        ("{{ if eq cluster.name .Name }}", ["cluster.name"]),
        ("{{ (flavour.name) }}", ["flavour.name"]),
        ("{{ placeholder.annotation('k') }}", ["placeholder.annotation"]),
        ("{{ file('launch.sh') }}", ["file"]),
        ("{{ hydra.custom_args }}", ["hydra.custom_args"]),
        ("{{ printf `%s` accelerator.label }}", ["accelerator.label"]),
        ("{{ cluster.name", []),
        ('{{ "a }} b" }} {{ cluster.name }}', ["cluster.name"]),
        ("{{/* cluster.name }} */}} {{ cluster.name }}", ["cluster.name"]),
        ("{{ ${{ cluster.name }} }} {{ runtime.name }}", ["runtime.name"]),
        ("{{{ cluster.name }}}", ["cluster.name"]),
        ("{{ .Name }}{{ .Namespace }}", []),
        ('{{ index .Annotations "cluster.name" }}', []),
        ("{{ index .Annotations `cluster.name` }}", []),
        ('{{ index .Annotations "\\" cluster.name" }}', []),
        ("{{ if .cluster }}", []),
        ("{{ .cluster.name }}", []),
        ("{{ .Spec.cluster.name }}", []),
        ("{{ $cluster.name }}", []),
        ("{{ mycluster.name }}", []),
        ("{{ clusters.name }}", []),
        ("{{ cluster }}", []),
        ("{{ cluster .name }}", []),
        ("{{- /* cluster.name */ -}}", []),
        ("${{ cluster.name }}", []),
        ("$${{ cluster.name }}", []),
        ("${{ '{{ cluster.name }}' }}", []),
        ('{{ index .Labels "${{ cluster.name }}" }}', []),
        ("cluster.name {{ . }} cluster.name", []),
        ("$(cluster.name) ${cluster.name}", []),
        ("{{ cluster.name }} ${{ broken", []),
    ],
)
def test_names_of_ours_in_go_actions(text: str, names: list[str]) -> None:
    errors = misplaced_names(text)
    assert [text[error.offset : error.offset + error.length] for error in errors] == names
    assert {error.rule for error in errors} <= {"expression-misplaced"}


@pytest.mark.parametrize(
    ("text", "message", "help_text"),
    [
        (
            "{{ cluster.name }}",
            "'cluster.name' stands in braces that are filled in on the cluster, where nobody knows it",
            "Write ${{ cluster.name }}; with the dollar sign it is filled in here.",
        ),
        (
            "{{ cluster.values.mirror }}/quay.io",
            "'cluster.values.mirror' stands in braces that are filled in on the cluster, where nobody knows it",
            "Write ${{ cluster.values.mirror }}; with the dollar sign it is filled in here.",
        ),
        (
            "{{ cluster.values.ports['a-b'][0].name | default('x') }}",
            "'cluster.values.ports['a-b'][0].name' stands in braces that are filled in on the cluster, where nobody knows it",
            "Write ${{ cluster.values.ports['a-b'][0].name }}; with the dollar sign it is filled in here.",
        ),
        (
            "{{ placeholder.label('x') }}",
            "'placeholder.label' stands in braces that are filled in on the cluster, where nobody knows it",
            "Write ${{ placeholder.label('key') }}; with the dollar sign it is filled in here.",
        ),
        (
            "{{ file('a.sh') }}",
            "'file' stands in braces that are filled in on the cluster, where nobody knows it",
            "Write ${{ file('launch.sh') }}; with the dollar sign it is filled in here.",
        ),
    ],
)
def test_what_is_said(text: str, message: str, help_text: str) -> None:
    (error,) = misplaced_names(text)
    assert (error.message, error.help) == (message, help_text)


def test_a_name_far_behind_unclosed_braces_is_found() -> None:
    text = "{{ " * 3000 + "{{ cluster.name }}"
    (error,) = misplaced_names(text)
    assert error.offset == 9003
