"""An edition and its sections: stages, rules, signatures, assignments."""
