# nameko has no types. Only what shared/edge and tools/catalogue use is declared here.
