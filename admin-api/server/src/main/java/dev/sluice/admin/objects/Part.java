package dev.sluice.admin.objects;

/** Which part of an object a write is about; it leaves the other part as it is. */
public enum Part {
    MAIN, STATUS
}
