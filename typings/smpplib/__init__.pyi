# smpplib has no types. Only what encodes and reads SMPP for us is declared here.
