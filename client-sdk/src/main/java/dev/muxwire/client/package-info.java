/**
 * The Muxwire SDK: one connection that keeps itself alive, replicas of workspaces, terminals to
 * watch and type into, and the host role.
 *
 * <p>Everything is asynchronous. Futures complete, and listeners and subscribers are called, on the
 * callback executor of {@link dev.muxwire.client.ClientOptions}; never on the thread that reads the
 * socket. Calls for one stream come one after another, in order. Methods may be called from any
 * thread and never block.
 *
 * <p>Apart from {@link dev.muxwire.client.MuxwireClient}, the facade, nothing here imports {@code
 * dev.muxwire.client.internal}.
 */
@NullMarked
package dev.muxwire.client;

import org.jspecify.annotations.NullMarked;
