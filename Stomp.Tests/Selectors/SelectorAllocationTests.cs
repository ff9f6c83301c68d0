using NUnit.Framework;
using Stomp.Broker.Selectors;

namespace Stomp.Tests.Selectors;

/// <summary>Evaluating a selector allocates nothing.</summary>
[NonParallelizable]
public sealed class SelectorAllocationTests
{
    private const int WarmUp = 200;
    private const int Rounds = 10_000;

    private static readonly byte[] Tail = Evaluation.Tail(
        "message-id:m-1", "destination:/topic/a", "content-type:application/json", "region:eu", "price:120.50",
        "flag:true", "escaped:a\\nb\\cc", "n:7");

    [TestCase("region = 'eu' AND price > 100")]
    [TestCase("escaped = 'a\nb:c' AND escaped LIKE 'a%c'")]
    [TestCase("region IN ('us', 'jp', 'eu') AND n NOT IN (1, 2, 3)")]
    [TestCase("content-type LIKE '%/js_n' AND \"content-type\" LIKE '%a_i%n%'")]
    [TestCase("price * 2 + n / 3 - n % 4 BETWEEN 100 AND 1000 AND -n < 0")]
    [TestCase("missing IS NULL AND NOT flag = FALSE AND (n > 1) = TRUE AND flag")]
    [TestCase("JMSPriority = 4 AND JMSDeliveryMode = 'NON_PERSISTENT' AND JMSMessageID = 'm-1'")]
    public void Matching_allocates_nothing(string text)
    {
        var selector = Selector.Parse(text);
        long allocated = long.MaxValue;
        for (int attempt = 0; attempt < 3 && allocated > 0; attempt++)
        {
            Run(selector, WarmUp);
            long before = GC.GetAllocatedBytesForCurrentThread();
            Run(selector, Rounds);
            allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        }

        Assert.That(allocated, Is.Zero, "octets in all");
    }

    private static void Run(Selector selector, int rounds)
    {
        int matched = 0;
        for (int i = 0; i < rounds; i++)
        {
            matched += selector.Matches(Tail) ? 1 : 0;
        }

        if (matched != rounds)
        {
            throw new InvalidOperationException($"{selector} should match");
        }
    }
}
