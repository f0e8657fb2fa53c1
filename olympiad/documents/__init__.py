"""Documents as PDF, set by Typst: certificates, protocol, paper for the hall; knows no HTTP."""
