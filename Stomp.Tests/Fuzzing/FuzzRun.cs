using System.Diagnostics;
using System.Text;
using NUnit.Framework;

namespace Stomp.Tests.Fuzzing;

/// <summary>
/// Examines one input after another, each made from a seed of its own, until there are enough or the time is over. What fails, or does not
/// come to an end, is reported with the seed that makes it again; see docs/testing.md.
/// </summary>
/// <param name="amountVariable">The environment variable that says how many inputs.</param>
/// <param name="defaultAmount">How many without it.</param>
internal sealed class FuzzRun(string amountVariable, int defaultAmount)
{
    public const string SeedVariable = "STOMP_FUZZ_SEED";

    // What a run may take when nobody asked for more, whatever the machine.
    private const long DefaultSeconds = 10;
    private const long DefaultSeed = 20_260_000_000;

    // Only a hang takes that long for one input: they take well below a millisecond.
    private static readonly TimeSpan Stuck = TimeSpan.FromMinutes(1);

    private volatile byte[] _octets = [];
    private volatile string _circumstances = "";
    private int _done;

    /// <summary>The inputs examined.</summary>
    public int Done => Volatile.Read(ref _done);

    public static long Seed => Get(SeedVariable, DefaultSeed);

    /// <summary>Keeps what is being examined, for the message of a failure.</summary>
    public void Note(byte[] octets, string circumstances)
    {
        _octets = octets;
        _circumstances = circumstances;
    }

    /// <summary>Examines the inputs.</summary>
    public void Run(Action<Random> examine)
    {
        long seed = Seed;
        long amount = Get(amountVariable, defaultAmount);
        long seconds = Get("STOMP_FUZZ_SECONDS", DefaultSeconds);
        var clock = Stopwatch.StartNew();
        Exception? failure = null;

        // A thread of its own: one that hangs cannot be stopped, only left behind.
        var thread = new Thread(() =>
        {
            try
            {
                while (Done < amount && clock.Elapsed.TotalSeconds < seconds)
                {
                    examine(new Random(Mix(seed + Done)));
                    Volatile.Write(ref _done, Done + 1);
                }
            }
            catch (Exception exception)
            {
                failure = exception;
            }
        })
        {
            IsBackground = true,
        };
        thread.Start();
        for (int seen = -1; !thread.Join(Stuck); seen = Done)
        {
            if (seen == Done)
            {
                Assert.Fail($"An input does not come to an end.\n{Describe(seed)}");
            }
        }

        if (failure is not null)
        {
            Assert.Fail($"{failure}\n{Describe(seed)}");
        }

        TestContext.Out.WriteLine($"{Done} inputs from seed {seed} in {clock.Elapsed.TotalSeconds:0.0} s");
        Assert.That(Done, Is.Positive, "inputs examined");
    }

    /// <summary>Octets as a C# string literal has them.</summary>
    public static string Escape(ReadOnlySpan<byte> octets)
    {
        var text = new StringBuilder();
        foreach (byte octet in octets)
        {
            text.Append(octet is >= 0x20 and < 0x7f and not ((byte)'\\' or (byte)'"') ? $"{(char)octet}" : $"\\x{octet:x2}");
        }

        return text.ToString();
    }

    private static long Get(string variable, long otherwise) =>
        Environment.GetEnvironmentVariable(variable) is { Length: > 0 } text ? long.Parse(text, null) : otherwise;

    // Inputs of neighbouring seeds shall have nothing in common: the finalizer of SplitMix64.
    private static int Mix(long seed)
    {
        ulong z = unchecked((ulong)seed * 0x9e3779b97f4a7c15);
        z = unchecked((z ^ (z >> 30)) * 0xbf58476d1ce4e5b9);
        z = unchecked((z ^ (z >> 27)) * 0x94d049bb133111eb);
        return (int)((z ^ (z >> 31)) & int.MaxValue);
    }

    private string Describe(long seed) =>
        $"Input {Done} of seed {seed}; {SeedVariable}={seed + Done} {amountVariable}=1 makes it again.\n{_circumstances}\n\"{Escape(_octets)}\"";
}
