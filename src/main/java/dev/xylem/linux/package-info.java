/**
 * UDP sockets of the Linux kernel, called through java.lang.foreign: for clients, many datagrams
 * come and go with one system call each way, and none of them becomes an object ({@link
 * dev.xylem.linux.Batch}); for servers, a fresh socket for each query at a third of the system
 * calls that the JDK makes ({@link dev.xylem.linux.QuerySocket}). And what a service says to who
 * started it and gets from there ({@link dev.xylem.linux.NotifySocket}, {@code InheritedSocket}).
 * {@link dev.xylem.linux.LibCrypto} is not the kernel's, but called the same way.
 *
 * <p>The layouts are those of 64-bit Linux on x86 and ARM, the same with glibc and musl; elsewhere
 * {@link dev.xylem.linux.Kernel#isAvailable} says no, and the sockets of Netty and the JDK are
 * used. Nothing here knows DNS, and nothing here is simulated.
 */
@NullMarked
package dev.xylem.linux;

import org.jspecify.annotations.NullMarked;
