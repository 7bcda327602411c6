"""The doors of decision models and documents: what each of them shows."""

from __future__ import annotations

from importlib import import_module

import pytest

DOORS = {
    "creditrules.dmn": """
        Aggregation Better Changeable CheckedModel ColumnSorter CompiledCondition CompiledModel Decision
        DecisionSorter DecisionTable Direction Disagreement Evaluation Fact FactsRead Fired Flaw FlawProof
        GivenCells HitPolicy Margin Meanings Model NearMiss OutputClause PlacedWarning Reached RowCoverage
        TableCoverage TableOutcome TableTrace Tested USUAL_COST USUAL_WEIGHTS Unknown Verification Weight behind
        binds check_condition check_model compile_model coverage_of disagreements entries_spoken entries_yielded
        exact_key locate parts_read reached_by read_model Runs same_meaning spelt_facts spoken_in tested_names
        type_named CodedRules LARGE coded_tables compile_kept packed unpacked with_rules
        KnownAnswer KnownByFacts is_plenty
    """,
    "creditrules.dmn.analysis": """
        Algebra Analysis Axis Box Branch Budget Clock Confines Diagram Diagrams EVERYBODY Facts Found Hit Hits
        Items Known Leaf Line Linear Move NearestPoint Of Part Proof Reach Record Said Sampler Spent Term TooLarge
        Witness analyse_model axes_of between box_parts box_text calculate compare cover declare fact_diagram
        facts_of few greatest is_added known least line_of_term lines_of_type nearest_points nodes on_line
        one_of_each parts_between paths point reach_of read_expression region_text restricted stretches support
        term_text terminals thinned value_of verify_model
    """,
    "creditrules.dmn.exchange.files": """
        Form form_of ModelFile read_files with_tables write_file Written
    """,
    "creditrules.dmn.exchange.xml": """
        Beside Companion Element is_feel is_model MODEL newest OWN read_models read_tree read_xml TreeRead
        write_xml WrittenElement written_elements XmlRead XmlWritten xml_text
    """,
    "creditrules.dmn.model": """
        Aggregation Binding Boxed BusinessKnowledgeModel children Conditional ContextBox ContextEntry Decision
        DecisionService DecisionTable FactDefinition FilterBox FunctionBox HitPolicy InputClause Invocation
        ItemDefinition Iteration Label ListBox LiteralExpression Model OutputClause Parameter Relation TableRule
        Use uses walk with_children
    """,
    "creditrules.document": """
        canonical digest Document DocumentLimits form_fault json_text Path Plain read_document read_json read_yaml
        yaml_text digest_of read_canonical exact_json decimal_text given_out
    """,
    "creditrules.document.spelling": """
        Written respelt written_texts
    """,
}


@pytest.mark.parametrize("door", DOORS)
def test_a_door_shows_exactly_this(door: str) -> None:
    assert set(import_module(door).__all__) == set(DOORS[door].split())
