/* The floor that no name server can be below: takes datagrams in batches, flips QR, sends them back. */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <stdlib.h>
#include <sys/socket.h>

enum { BATCH = 64, OCTETS = 2048 };

int main(int count, char **arguments)
{
    static char octets[BATCH][OCTETS];
    static struct sockaddr_in clients[BATCH];
    static struct iovec vectors[BATCH];
    static struct mmsghdr messages[BATCH];
    struct sockaddr_in here = {.sin_family = AF_INET, .sin_port = htons(53)};
    int buffer = 4 << 20;
    int socket_ = socket(AF_INET, SOCK_DGRAM, 0);
    if (count != 2 || inet_pton(AF_INET, arguments[1], &here.sin_addr) != 1)
        return 2;
    setsockopt(socket_, SOL_SOCKET, SO_RCVBUF, &buffer, sizeof buffer);
    setsockopt(socket_, SOL_SOCKET, SO_SNDBUF, &buffer, sizeof buffer);
    if (bind(socket_, (struct sockaddr *)&here, sizeof here))
        return 1;
    for (int i = 0; i < BATCH; i++) {
        vectors[i].iov_base = octets[i];
        messages[i].msg_hdr.msg_name = &clients[i];
        messages[i].msg_hdr.msg_iov = &vectors[i];
        messages[i].msg_hdr.msg_iovlen = 1;
    }
    for (;;) {
        for (int i = 0; i < BATCH; i++) {
            vectors[i].iov_len = OCTETS;
            messages[i].msg_hdr.msg_namelen = sizeof clients[i];
        }
        int taken = recvmmsg(socket_, messages, BATCH, MSG_WAITFORONE, NULL);
        for (int i = 0; i < taken; i++) {
            octets[i][2] |= 0x80;
            vectors[i].iov_len = messages[i].msg_len;
        }
        for (int sent = 0; sent < taken;) {
            int now = sendmmsg(socket_, messages + sent, taken - sent, 0);
            if (now <= 0)
                break;
            sent += now;
        }
    }
}
