using NUnit.Framework;
using Stomp.Broker.Selectors;

namespace Stomp.Tests.Selectors;

/// <summary>Names, and what they stand for.</summary>
public sealed class NameTests
{
    [TestCase("region", "region")]
    [TestCase("_x", "_x")]
    [TestCase("$x$1", "$x$1")]
    [TestCase("x9", "x9")]
    [TestCase("größe", "größe")]
    [TestCase("ключ", "ключ")]
    [TestCase("content-type", "content-type")]
    [TestCase("a-b-c", "a-b-c")]
    [TestCase("a-1", "a-1")]
    [TestCase("x-ANDroid", "x-ANDroid")]
    [TestCase("not-in", "not-in")]
    [TestCase("android", "android")]
    [TestCase("NULLs", "NULLs")]
    [TestCase("\"content-type\"", "content-type")]
    [TestCase("\"foo.bar\"", "foo.bar")]
    [TestCase("\"two words\"", "two words")]
    [TestCase("\"not\"", "not")]
    [TestCase("\"1st\"", "1st")]
    [TestCase("\"it's\"", "it's")]
    [TestCase("\"say \"\"hi\"\"\"", "say \"hi\"")]
    [TestCase("\"a:b\"", "a\\cb")]
    [TestCase("\"a\\b\"", "a\\\\b")]
    [TestCase("\"a\nb\"", "a\\nb")]
    public void A_name_is_that_of_a_header(string name, string header) =>
        Assert.That(Selector.Parse($"{name} = 'x'").Matches(Evaluation.Tail("other:1", $"{header}:x")));

    [TestCase("a-b = 1", ExpectedResult = Outcome.Unknown)] // a name
    [TestCase("a - b = 1", ExpectedResult = Outcome.True)]
    [TestCase("a -b = 1", ExpectedResult = Outcome.True)]
    [TestCase("a- b = 1", ExpectedResult = Outcome.True)]
    [TestCase("a-(b) = 1", ExpectedResult = Outcome.True)]
    [TestCase("3-b = 1", ExpectedResult = Outcome.True)]
    [TestCase("\"a\"-b = 1", ExpectedResult = Outcome.True)]
    public Outcome A_hyphen_within_a_word_belongs_to_it(string selector) => Evaluation.Evaluate(selector, "a:3", "b:2");

    [TestCase("x = '1'", ExpectedResult = Outcome.True)]
    [TestCase("x = '2'", ExpectedResult = Outcome.False)]
    [TestCase("X = '3'", ExpectedResult = Outcome.True)]
    [TestCase("xx = '4'", ExpectedResult = Outcome.True)]
    [TestCase("empty = ''", ExpectedResult = Outcome.True)]
    [TestCase("colons = 'a:b:c'", ExpectedResult = Outcome.True)]
    public Outcome The_first_header_of_a_name_counts(string selector) =>
        Evaluation.Evaluate(selector, "x:1", "x:2", "X:3", "xx:4", "empty:", "empty:5", "colons:a:b:c");

    [TestCase("JMSType = 't'")]
    [TestCase("JMSCorrelationID = 'c'")]
    [TestCase("JMSReplyTo = '/queue/r'")]
    [TestCase("JMSMessageID = 'm-1'")]
    [TestCase("JMSDestination LIKE '/topic/%'")]
    [TestCase("JMSPriority = 7")]
    [TestCase("JMSPriority > low")]
    [TestCase("JMSTimestamp >= 1700000000000")]
    [TestCase("JMSExpiration <> 0")]
    [TestCase("JMSExpiration - JMSTimestamp = 1000")]
    [TestCase("JMSDeliveryMode = 'PERSISTENT'")]
    [TestCase("JMSXGroupID = 'g'")]
    [TestCase("JMSXGroupSeq = 2")]
    [TestCase("JMSXUserID = 'ann'")]
    [TestCase("JMS_vendor = 'v'")]
    [TestCase("AMQPriority = 7")]
    [TestCase("AMQTimestamp = 1700000000000")]
    [TestCase("AMQExpiration = 1700000001000")]
    [TestCase("AMQDurable = 'DURABLE'")]
    [TestCase("AMQUserID = 'm-1'")]
    [TestCase("AMQGroupID = 'g'")]
    [TestCase("AMQAddress = '/topic/a'")]
    [TestCase("AMQ_SCHEDULED_DELAY = 5")]
    [TestCase("type = 't' AND JMSType = type")]
    public void Names_of_JMS_and_Artemis_stand_for_headers_of_STOMP(string selector) =>
        Assert.That(
            Evaluation.Evaluate(
                selector,
                "message-id:m-1", "destination:/topic/a", "type:t", "correlation-id:c", "reply-to:/queue/r", "priority:7", "low:10",
                "persistent:true", "timestamp:1700000000000", "expires:1700000001000", "JMSXGroupID:g", "JMSXGroupSeq:2", "JMSXUserID:ann",
                "JMS_vendor:v", "AMQ_SCHEDULED_DELAY:5"),
            Is.EqualTo(selector.Contains("low", StringComparison.Ordinal) ? Outcome.False : Outcome.True));

    [TestCase("JMSPriority = 4", ExpectedResult = Outcome.True)]
    [TestCase("JMSExpiration = 0", ExpectedResult = Outcome.True)]
    [TestCase("JMSTimestamp IS NULL", ExpectedResult = Outcome.True)]
    [TestCase("JMSDeliveryMode = 'NON_PERSISTENT'", ExpectedResult = Outcome.True)]
    [TestCase("AMQDurable = 'NON_DURABLE'", ExpectedResult = Outcome.True)]
    [TestCase("JMSType IS NULL", ExpectedResult = Outcome.True)]
    [TestCase("priority = 4", ExpectedResult = Outcome.Unknown)]
    [TestCase("\"JMSPriority\" = 4", ExpectedResult = Outcome.Unknown)]
    public Outcome Where_the_header_is_missing_there_is_the_default_of_JMS(string selector) => Evaluation.Evaluate(selector, "persistent:false");

    [Test]
    public void A_priority_that_is_no_number_is_unknown() =>
        Assert.That(Evaluation.Evaluate("JMSPriority <> 4", "priority:high"), Is.EqualTo(Outcome.Unknown));

    [TestCase("\"JMSType\" = 'x'", "\"JMSType\" = 'x'")]
    [TestCase("\"JMSFoo\" = 'x'", "\"JMSFoo\" = 'x'")]
    [TestCase("\"AMQPriority\" = 'x'", "\"AMQPriority\" = 'x'")]
    [TestCase("\"region\" = 'x'", "region = 'x'")]
    [TestCase("\"content-type\" = 'x'", "content-type = 'x'")]
    [TestCase("\"or\" = 'x'", "\"or\" = 'x'")]
    [TestCase("\"a-\" = 'x'", "\"a-\" = 'x'")]
    public void A_name_in_quotes_is_always_a_header(string selector, string canonical)
    {
        string header = selector[1..selector.LastIndexOf('"')];
        Assert.Multiple(() =>
        {
            Assert.That(Selector.Parse(selector).ToString(), Is.EqualTo(canonical));
            Assert.That(Selector.Parse(canonical).Matches(Evaluation.Tail($"{header}:x")));
        });
    }
}
