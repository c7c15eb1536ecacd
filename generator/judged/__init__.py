"""What rules judge: finished objects, the pods they give, and the parts of them that several rules ask for."""
