using System.Text;

namespace Stomp.Tests.Fuzzing;

/// <summary>What the parser's fuzzer starts from: frames of all versions and both sides, right and wrong, and what stands between them.</summary>
internal static class WireCorpus
{
    private static readonly string[] Client =
    [
        "CONNECT\naccept-version:1.0,1.1,1.2\nhost:localhost\nheart-beat:0,0\n\n\0",
        "CONNECT\r\naccept-version:1.2\r\nhost:localhost\r\nlogin:a:b\\c\r\npasscode: p \r\n\r\n\0\r\n",
        "STOMP\naccept-version:1.1\nhost:/\nheart-beat:10000,10000\nreceipt:no\n\n\0\n",
        "CONNECT\nlogin: guest\npasscode: guest\n\n\0",
        "SEND\ndestination:/queue/a\n\nbody\0",
        "SEND\ndestination:/queue/a\ncontent-type:text/plain\ncontent-length:5\nreceipt:r-1\n\nbo\0dy\0\n\n",
        "SEND\ndestination: /topic/a b\ntransaction: tx1\n\n\0\n",
        "SEND\ndestination:/topic/a\\cb\\\\c\\nd\nown\\c:\\r\n\n\0",
        "SEND\r\ndestination:/queue/a\r\ncontent-length:0\r\n\r\n\0\r\n\r\n",
        "SEND\ndestination:/queue/a\ndestination:/queue/b\nempty:\ncolon:a:b:c\n\n{\"a\":[1,2,3]}\n\0",
        "SEND\nreceipt:a\\cb\ndestination:/queue/\u00e4\U0001F600\ncontent-length:6\n\n\u00e4\U0001F600\0",
        "SUBSCRIBE\nid:0\ndestination:/queue/foo\nack:client\nprefetch-count:10\n\n\0",
        "SUBSCRIBE\ndestination:/topic/foo\nack:auto\nselector:a > 1\n\n\0",
        "UNSUBSCRIBE\nid:0\n\n\0\n",
        "ACK\nid:12345\ntransaction:tx1\n\n\0",
        "NACK\nsubscription:0\nmessage-id:007\ntransaction:tx1\n\n\0",
        "BEGIN\ntransaction:tx1\n\n\0COMMIT\ntransaction:tx1\n\n\0BEGIN\ntransaction:tx1\n\n\0\nABORT\ntransaction:tx1\n\n\0",
        "DISCONNECT\nreceipt:77\n\n\0\n\n\n",
        "\n\n\r\n\nSEND\ndestination:/queue/a\n\nx\0\n\r\n",
        "send\ndestination:/queue/a\n\n\0",
        "SEND\ndestination\n\n\0",
        "SEND\n:/queue/a\n\n\0",
        "SEND\nreceipt:r\ndestination:a\\tb\n\n\0",
        "SEND\nreceipt:r\na:b\rc\n\n\0",
        "SEND\nreceipt:r\na:b\0\n\n",
        "SEND\nreceipt:r\ncontent-length:-1\n\n\0",
        "SEND\nreceipt:r\ncontent-length:99999999999999999999\n\n\0",
        "SEND\nreceipt:r\ncontent-length:2\n\nabc\0",
        "SEND\nreceipt:r\ncontent-length:4194304\n\nabc\0",
        "SENDSENDSENDSENDSENDSENDSENDSENDSEND\n\n\0",
        "\rSEND\n\n\0",
        "SEND\na:1\nb:2\nc:3\nd:4\ne:5\nf:6\ng:7\nh:8\ni:9\nj:10\nk:11\nl:12\nm:13\nn:14\n\n\0",
        $"SEND\nlong:{new string('x', 300)}\n\n{new string('y', 300)}\0",
    ];

    private static readonly string[] Server =
    [
        "CONNECTED\nversion:1.2\nsession:abc\nserver:stomp/0.1\nheart-beat:250,10000\n\n\0",
        "CONNECTED\nsession: 1\n\n\0\n",
        "MESSAGE\nsubscription:0\nmessage-id:007\ndestination:/queue/a\ncontent-type:text/plain\n\nhello queue a\0",
        "MESSAGE\r\nsubscription:0\r\nack:1-1\r\nmessage-id:a\\cb\r\ndestination:/topic/a\r\ncontent-length:3\r\n\r\n\0\n\0\0",
        "MESSAGE\nredelivered:true\nsubscription:s\\\\1\nmessage-id:1\ndestination:/queue/a\nown:a\\nb\\rc\n\n\0\n",
        "RECEIPT\nreceipt-id:77\n\n\0RECEIPT\nreceipt-id:78\n\n\0\n",
        "ERROR\nreceipt-id:message-12345\ncontent-type:text/plain\ncontent-length:170\nmessage:malformed frame received\n\nThe message:\0",
        "ERROR\nmessage:no version\nversion:1.0,1.1,1.2\n\nbody\0",
    ];

    /// <summary>Texts on their own; mutations put them together.</summary>
    public static IReadOnlyList<byte[]> All { get; } = [.. Client.Concat(Server).Select(Encoding.UTF8.GetBytes)];

    /// <summary>Those that a client sends.</summary>
    public static IReadOnlyList<byte[]> OfClient { get; } = [.. Client.Select(Encoding.UTF8.GetBytes)];

    /// <summary>Those that a server sends.</summary>
    public static IReadOnlyList<byte[]> OfServer { get; } = [.. Server.Select(Encoding.UTF8.GetBytes)];
}
