using System.Text;

namespace Stomp.Tests.Fuzzing;

/// <summary>What a client says from its first octet on: frames that make sense together, and then mutations.</summary>
/// <param name="Octets">All of it.</param>
/// <param name="Pieces">How it arrives.</param>
internal sealed record Conversation(byte[] Octets, IReadOnlyList<byte[]> Pieces)
{
    public const string Topic = "/topic/a";
    public const string Queue = "/queue/a";
    public const string Sentinel = "the-sentinel";

    private static readonly string[] Connects =
    [
        "CONNECT\naccept-version:1.2\nhost:localhost\n\n\0",
        "STOMP\r\naccept-version:1.0,1.1,1.2\r\nhost:localhost\r\nheart-beat:0,0\r\n\r\n\0\n",
        "CONNECT\naccept-version:1.0,1.1\nhost:localhost\nheart-beat:500,500\n\n\0",
        "CONNECT\naccept-version:1.1\nhost:localhost\n\n\0",
        "CONNECT\nlogin:guest\npasscode:guest\n\n\0\n",
    ];

    // Numbers of subscriptions and deliveries count from 1, so that an ACK can know the key of a message before there is one.
    private static readonly byte[][] Frames =
    [
        .. new[]
        {
            $"SEND\ndestination:{Topic}\n\nbody\0",
            $"SEND\ndestination:{Topic}\nreceipt:r-1\nown:a\\cb\\\\c\\nd\ncontent-length:5\n\nbo\0dy\0",
            $"SEND\ndestination:{Queue}\nreceipt:r-2\n\nbody\0\n",
            "SEND\ndestination:/queue/b\nreceipt:r-3\ncontent-type:text/plain\n\nbody\0",
            "SEND\ndestination:/queue/b\ntransaction:tx1\nown: \r\n\nbody\0",
            "SEND\ndestination:/queue/c\ntransaction:tx1\nreceipt:r\\c4\n\n\0",
            "SEND\ndestination:/topic/a/b\nmessage-id:1\nsubscription:1\nack:1-1\ndestination:/topic/c\n\n\0",
            "SUBSCRIBE\nid:1\ndestination:/queue/b\nack:client\nreceipt:s-1\n\n\0",
            "SUBSCRIBE\nid:2\ndestination:/queue/b\nack:client-individual\nprefetch-count:1\n\n\0",
            "SUBSCRIBE\nid:3\ndestination:/queue/c\nack:client\nprefetch-count:2\n\n\0",
            "SUBSCRIBE\nid:4\ndestination:/topic/*\nack:auto\nreceipt:s-4\n\n\0",
            $"SUBSCRIBE\nid:5\\c\\\\\ndestination:{Topic}\nack:client\n\n\0",
            $"SUBSCRIBE\ndestination:{Queue}\nack:client\n\n\0",
            "UNSUBSCRIBE\nid:1\nreceipt:u-1\n\n\0",
            "UNSUBSCRIBE\nid:2\ndestination:/queue/b\n\n\0",
            "ACK\nid:1-1\nmessage-id:m-1-1\nsubscription:1\nreceipt:a-1\n\n\0",
            "ACK\nid:1-2\nmessage-id:m-1-2\nsubscription:1\ntransaction:tx1\n\n\0",
            "ACK\nid:2-1\nmessage-id:m-2-1\nsubscription:2\n\n\0",
            "NACK\nid:1-1\nmessage-id:m-1-1\nsubscription:1\nreceipt:n-1\n\n\0",
            "NACK\nid:2-1\nmessage-id:m-2-1\nsubscription:2\ntransaction:tx2\n\n\0",
            "BEGIN\ntransaction:tx1\nreceipt:b-1\n\n\0",
            "BEGIN\ntransaction:tx2\n\n\0",
            "COMMIT\ntransaction:tx1\nreceipt:c-1\n\n\0",
            "ABORT\ntransaction:tx1\nreceipt:c-2\n\n\0",
            "COMMIT\ntransaction:tx2\n\n\0",
            "\n\r\n\n",
            "DISCONNECT\nreceipt:d-1\n\n\0",
        }.Select(Encoding.UTF8.GetBytes),
    ];

    // What goes well, in one version at least: most random sequences end early.
    private static readonly int[][] Courses =
    [
        [7, 20, 3, 3, 15, 16, 4, 22, 13], [7, 20, 3, 15, 4, 5, 22, 13], [8, 3, 17, 3, 21, 24, 14], [9, 20, 5, 21, 22, 24],
        [10, 11, 0, 1, 6, 25], [20, 7, 3, 18, 16, 23, 13], [2, 3, 20, 4, 23, 7, 15, 13], [0, 1, 2, 25, 6, 20, 22],
    ];

    /// <summary>
    /// Makes a conversation. Its end, an ABORT that asks for the receipt <see cref="Sentinel"/>, is not mutated, but perhaps cut off.
    /// </summary>
    public static Conversation Make(Random random)
    {
        byte[] connect = Encoding.UTF8.GetBytes(Connects[random.Next(Connects.Length)]);
        var frames = new List<byte>();
        if (random.Next(5) > 0)
        {
            frames.AddRange(Courses[random.Next(Courses.Length)].SelectMany(number => Frames[number]));
        }

        for (int count = random.Next(4) == 0 ? random.Next(8) : 0; count > 0; count--)
        {
            frames.AddRange(Frames[random.Next(Frames.Length)]);
        }

        var mutator = new WireMutator(random, Frames);
        int mutations = random.Next(4) == 0 ? random.Next(6) : random.Next(2);
        byte[] octets =
        [
            .. random.Next(4) == 0
                ? mutator.Mutate([.. connect, .. frames], mutations + 1)
                : [.. connect, .. mutator.Mutate([.. frames], mutations)],
            .. Encoding.UTF8.GetBytes($"BEGIN\ntransaction:{Sentinel}\n\n\0ABORT\ntransaction:{Sentinel}\nreceipt:{Sentinel}\n\n\0"),
        ];
        if (random.Next(20) == 0)
        {
            octets = octets[..random.Next(octets.Length)]; // its process ends in the middle of a word
        }

        return new Conversation(octets, Cut(random, octets));
    }

    private static List<byte[]> Cut(Random random, byte[] octets)
    {
        int step = 1 << random.Next(4, 12);
        var pieces = new List<byte[]>();
        for (int start = 0; start < octets.Length;)
        {
            int end = Math.Min(octets.Length, start + random.Next(1, step + 1));
            pieces.Add(octets[start..end]);
            start = end;
        }

        return pieces;
    }
}
