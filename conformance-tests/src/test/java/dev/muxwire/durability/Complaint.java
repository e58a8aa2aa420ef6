package dev.muxwire.durability;

/**
 * What is not as it must be.
 *
 * @param id the entity concerned; empty = none in particular
 */
record Complaint(String id, String what) {}
