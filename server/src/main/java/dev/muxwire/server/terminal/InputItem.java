package dev.muxwire.server.terminal;

import com.google.protobuf.ByteString;
import dev.muxwire.proto.v1.InputKind;

/** One piece of input on its way to a program. */
public record InputItem(InputKey key, long seq, InputKind kind, ByteString data) {}
