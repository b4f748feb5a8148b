"""Headings and keys name units and sizes in many ways, and say the same in most of them."""

from decimal import Decimal

import pytest

from claims.pipeline.watching.heading_units import has_other_unit, is_resized, measures_of, sizes_of, units_of


@pytest.mark.parametrize(
    ("heading", "other"),
    [
        ("Passengers (million)", "Passengers (thousand)"),
        ("Passengers ('000)", "Passengers (m)"),
        ("Passengers in millions", "Passengers in thousands"),
        ("passengers_million", "passengers_thousand"),
        ("passengersMillion", "passengersThousand"),
        ("Revenue ($)", "Revenue (EUR)"),
        ("Revenue ($m)", "Revenue ($bn)"),
        ("Salary (k€)", "Salary (€m)"),
        ("revenue_usd_m", "revenue_eur_m"),
        ("price_eur", "price_usd"),
        ("latency_ms", "latency_s"),
        ("sizeMb", "sizeGb"),
        ("Height (m)", "Height (ft)"),
        ("Temperature (°C)", "Temperature (°F)"),
        ("Area (km²)", "Area (sq mi)"),
        ("Change (%)", "Change (percentage points)"),
        ("Params (B)", "Params (M)"),
        ("Preis (Mio. €)", "Preis (Mrd. €)"),
        ("Budget (Rs crore)", "Budget (Rs lakh)"),
        ("Price ($/M tokens)", "Price ($/k tokens)"),
        ("Tokens per second", "Tokens per minute"),
        ("Speed (km/h)", "Speed (mph)"),
        ("Discharge (m³/s)", "Discharge (cubic feet per second)"),
        ("Time (mm:ss)", "Time (hh:mm)"),
        ("FLOPs (T)", "GFLOPs"),
        ("Output (Mt)", "Output (Gt)"),
        ("Output (Mt)", "Output (thousand tonnes)"),
        ("Memory (GB)", "Memory (GiB)"),
    ],
)
def test_another_unit_or_size_is_told(heading, other):
    assert has_other_unit(heading, other)
    assert has_other_unit(other, heading)


@pytest.mark.parametrize(
    ("heading", "other"),
    [
        ("Passengers (m)", "Passengers (million)"),
        ("Passengers (000s)", "Passengers, thousands"),
        ("GDP (US$ million)", "GDP (million US$)"),
        ("GDP", "GDP (million US$)"),
        ("GDP (million)", "GDP (million US$)"),
        ("Revenue ($m)", "Revenue (in millions of dollars)"),
        ("revenue_usd_m", "Revenue (USD million)"),
        ("latency_ms", "latencyMs"),
        ("Time (s)", "Time (seconds)"),
        ("Height (m)", "Height in metres"),
        ("Weight (lb)", "Weight (pounds)"),
        ("Cost (£)", "Cost (pounds)"),
        ("Area (km²)", "Area (square kilometres)"),
        ("Percentage of votes", "Votes (%)"),
        ("Price ($/1M tokens)", "Price per 1M tokens (USD)"),
        ("Throughput (tok/s)", "Tokens per second"),
        ("Speed (Mbps)", "Speed, Mbit/s"),
        ("Speed (mph)", "Speed (mi/h)"),
        ("Price (USD/t)", "Price (US$ per tonne)"),
        ("Price ($/lb)", "Price ($ per pound)"),
        ("Discharge (m³/s)", "Discharge (cubic metres per second)"),
        ("Discharge (m3/s)", "Discharge (m³/s)"),
        ("Volume (cu ft)", "Volume (ft³)"),
        ("Density (g/cm³)", "Density (grams per cubic centimetre)"),
        ("Time (min:sec)", "Time (mm:ss)"),
        ("Time (h:mm:ss)", "Time (HH:MM:SS)"),
        ("Time (h:min)", "Time (hh:mm)"),
        ("FLOPs (T)", "TFLOPs"),
        ("Compute (TFLOPS)", "Compute (TFLOP/s)"),
        ("Output (Mt)", "Output (million t)"),
        ("Output (Mt)", "Output (million tonnes)"),
        ("Output (Gt)", "Output (billion tonnes)"),
        ("Emissions in Mt", "Emissions, million tonnes"),
        ("Passengers (million)", "Passengers"),
        ("MMLU", "MMLU (%)"),
        ("Minimum", "Minutes"),
        ("Won", "Lost"),
        ("Group B", "Group C"),
        ("Goals (P)", "Goals (M)"),
        ("Vitamin C (mg)", "Vitamin D (mg)"),
        ("Population (2023)", "Population (2024 census)"),
        ("score.en", "score.de"),
    ],
)
def test_other_words_and_spellings_are_no_other_unit(heading, other):
    assert not has_other_unit(heading, other)
    assert not has_other_unit(other, heading)


def test_a_sign_with_two_meanings_has_two_readings_but_for_money():
    assert measures_of("Height (m)") == ({"m"}, {Decimal(10**6)})
    assert measures_of("Revenue ($m)") == ({"USD", Decimal(10**6)},)
    assert measures_of("Model") == (frozenset(),)


def test_units_and_sizes_are_told_apart():
    assert units_of("GDP (billion US$)") == {"USD"}
    assert units_of("Output (Mt)") == {"t", "Mt"}
    assert units_of("Compute (TFLOPS)") == {"FLOPs", "TFLOPS"}
    assert sizes_of("country gdp (billion US$)") == {Decimal(10**9)}


def test_a_figure_below_another_size_is_a_thousandth():
    assert is_resized("Passengers (million)", "Passengers (thousand)", Decimal("0.001"))
    assert is_resized("Passengers", "Passengers (thousand)", Decimal(1000))
    assert not is_resized("Passengers (million)", "Passengers (thousand)", Decimal(1000))
    assert not is_resized("Passengers", "Travellers", Decimal(1000))
    assert not is_resized("Revenue ($m)", "Revenue (€ thousand)", Decimal("0.001"))
