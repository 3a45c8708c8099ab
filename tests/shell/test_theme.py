"""Every word can be read on its ground, in every variant."""

import pytest

from station_app.shell import icons, theme


@pytest.mark.parametrize("variant", theme.PALETTES)
@pytest.mark.parametrize("ink, ground", theme.TEXT_PAIRS)
def test_every_text_stands_out_from_its_ground(variant, ink, ground):
    colours = theme.PALETTES[variant]
    assert theme.contrast(getattr(colours, ink), getattr(colours, ground)) >= 4.5


@pytest.mark.parametrize("variant", theme.PALETTES)
def test_a_focus_ring_and_the_edge_of_a_field_can_be_seen(variant):
    colours = theme.PALETTES[variant]
    for ground in (colours.surface, colours.ground):
        assert theme.contrast(colours.primary, ground) >= 3
        assert theme.contrast(colours.border, ground) >= 3


def test_contrast_is_what_the_standard_says():
    assert theme.contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert theme.contrast("#777777", "#FFFFFF") == pytest.approx(4.48, abs=0.01)


def test_fonts_of_the_program_are_in_use(qapp):
    assert qapp.font().family() == "Noto Sans"
    assert qapp.font().pointSize() >= 11
    assert theme.title_font().family() == "Be Vietnam Pro"


def test_every_icon_draws_something_in_the_colour_asked_for():
    for name in icons.names():
        image = icons.pixmap(name, "#B91C1C").toImage()
        inks = {
            image.pixelColor(x, y).name()
            for x in range(40)
            for y in range(40)
            if image.pixelColor(x, y).alpha() > 250
        }
        assert "#b91c1c" in inks, name


def test_every_state_has_an_icon_beside_its_colour():
    assert set(icons.STATE_ICONS.values()) <= set(icons.names())
