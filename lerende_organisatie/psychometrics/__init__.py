"""The numbers: frames and arrays in, frozen results out; knows no instrument, no school, no file format."""
