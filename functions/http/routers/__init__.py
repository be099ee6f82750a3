"""One module per area of the API; routers never call each other."""
