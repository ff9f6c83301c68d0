using NUnit.Framework;
using Stomp.Tests.InMemory;

namespace Stomp.Tests.Temporary;

/// <summary>Asking and answering through temporary destinations, as clients of RabbitMQ and of ActiveMQ do it.</summary>
[TestFixture("1.0")]
[TestFixture("1.1")]
[TestFixture("1.2")]
public sealed class RequestReplyTests(string version) : BrokerFixture
{
    private const string ReplyTo = "reply-to:/temp-queue/answers\n";

    private WireClient _server = null!;
    private WireClient _client = null!;

    [SetUp]
    public async Task ConnectAsync()
    {
        _server = await Broker.ConnectAsync(version);
        await _server.DoAsync(Wire.Subscribe("s", "/queue/service"));
        _client = await Broker.ConnectAsync(version);
    }

    [Test]
    public async Task Without_SUBSCRIBE_answers_come_with_the_name_as_subscription_as_RabbitMQ_has_it()
    {
        await _client.DoAsync(Wire.Send("/queue/service", "question", ReplyTo));
        string address = await TakeAddressAsync("question");
        Assert.That(address, Does.Match("^/reply-queue/[0-9a-f]{32}$"));
        await _server.DoAsync(Wire.Send(address, "answer"));
        WireFrame answer = (await _client.ExpectAsync("MESSAGE /temp-queue/answers answer"))[0];
        Assert.That(answer["destination"], Is.EqualTo("/temp-queue/answers"));
        Assert.That(answer["ack"], Is.Null, "it is consumed");
    }

    [Test]
    public async Task With_SUBSCRIBE_answers_come_to_that_as_ActiveMQ_has_it()
    {
        await _client.DoAsync(Wire.Subscribe("1", "/temp-queue/answers"), Wire.Send("/queue/service", "question", ReplyTo));
        await _server.DoAsync(Wire.Send(await TakeAddressAsync("question"), "answer"));
        await _client.ExpectAsync("MESSAGE 1 answer");
    }

    [Test]
    public async Task A_SUBSCRIBE_that_comes_later_takes_the_place_of_the_one_that_was_made()
    {
        await _client.DoAsync(Wire.Send("/queue/service", "1", ReplyTo));
        string address = await TakeAddressAsync("1");
        await _client.DoAsync(Wire.Subscribe("1", "/temp-queue/answers"));
        await _server.DoAsync(Wire.SendMany(address, 1, 2));
        await _client.ExpectAsync("MESSAGE 1 1", "MESSAGE 1 2");
        await _client.DoAsync(Wire.Unsubscribe("1"), Wire.Send("/queue/service", "2", ReplyTo));
        Assert.That(await TakeAddressAsync("2"), Is.EqualTo(address));
        await _server.DoAsync(Wire.Send(address, "3"));
        await _client.ExpectAsync("MESSAGE /temp-queue/answers 3");
        await _client.DoAsync(Wire.Subscribe("/temp-queue/answers", "/temp-queue/answers"));
    }

    [Test]
    public async Task A_name_is_one_destination_in_its_session_and_another_in_each_other()
    {
        await _client.DoAsync(Wire.Send("/queue/service", "1", ReplyTo), Wire.Send("/queue/service", "2", ReplyTo), Wire.Send("/queue/service", "3", "reply-to:/temp-queue/other\n"));
        WireClient other = await Broker.ConnectAsync(version);
        await other.DoAsync(Wire.Send("/queue/service", "4", ReplyTo));
        string[] addresses = [.. (await _server.TakeAsync()).Select(static message => message["reply-to"]!)];
        Assert.That(addresses[1], Is.EqualTo(addresses[0]));
        Assert.That(addresses.Distinct().Count(), Is.EqualTo(3));
        await _server.DoAsync([.. addresses.Select((address, number) => Wire.Send(address, $"{number + 1}"))]);
        await _client.ExpectAsync("MESSAGE /temp-queue/answers 1", "MESSAGE /temp-queue/answers 2", "MESSAGE /temp-queue/other 3");
        await other.ExpectAsync("MESSAGE /temp-queue/answers 4");
    }

    [Test]
    public async Task In_a_transaction_the_address_is_there_when_the_question_is()
    {
        await _client.DoAsync(Wire.Begin("t"), Wire.Send("/queue/service", "question", ReplyTo + "transaction:t\n"));
        await _server.ExpectAsync();
        await _client.DoAsync(Wire.Commit("t"));
        await _server.DoAsync(Wire.Send(await TakeAddressAsync("question"), "answer"));
        await _client.ExpectAsync("MESSAGE /temp-queue/answers answer");
    }

    [Test]
    public async Task A_destination_that_is_not_temporary_stays_what_it_is()
    {
        await _client.DoAsync(Wire.Send("/queue/service", "1", "reply-to:/queue/answers\n"), Wire.Send("/queue/service", "2", "reply-to:me\n"));
        Assert.That((await _server.TakeAsync()).Select(static message => message["reply-to"]), Is.EqualTo(["/queue/answers", "me"]));
    }

    [Test]
    public async Task No_name_stands_beside_the_address_and_other_headers_stay()
    {
        await _client.DoAsync(Wire.Send("/queue/service", "1", $"k:v\n{ReplyTo}reply-to:/temp-queue/second\ncorrelation-id:7\n"));
        WireFrame message = (await _server.ExpectAsync("MESSAGE s 1"))[0];
        Assert.That(message.Headers.Count(static line => line.StartsWith("reply-to:", StringComparison.Ordinal)), Is.EqualTo(1));
        Assert.That((message["k"], message["correlation-id"]), Is.EqualTo(("v", "7")));
    }

    [Test]
    public async Task Answers_to_one_who_has_left_are_refused()
    {
        await _client.DoAsync(Wire.Send("/queue/service", "question", ReplyTo));
        string address = await TakeAddressAsync("question");
        await _client.DisposeAsync();
        await _server.SendAsync(Wire.Send(address, "late", "receipt:r\nreceipt-mode:status\n"));
        WireFrame receipt = (await _server.ExpectAsync("RECEIPT r"))[0];
        Assert.That((receipt["status"], receipt["reason"]), Is.EqualTo(("rejected", "there is no temporary destination of this address; the connection that it belonged to has ended, or it never was")));
        await _server.SendAsync(Wire.Send(address, "late"));
        await _server.ExpectErrorAsync("there is no temporary destination of this address");
    }

    [Test]
    public async Task Answers_to_one_who_has_left_are_thrown_away_where_the_options_say_so()
    {
        Start(options => options.DiscardLateReplies = true);
        await ConnectAsync();
        await _client.DoAsync(Wire.Send("/queue/service", "question", ReplyTo));
        string address = await TakeAddressAsync("question");
        await _client.DisposeAsync();
        await _server.DoAsync(Wire.Send(address, "late"), Wire.Begin("t"), Wire.Send(address, "late", "transaction:t\n"), Wire.Commit("t"));
    }

    private async Task<string> TakeAddressAsync(string question) => (await _server.ExpectAsync($"MESSAGE s {question}"))[0]["reply-to"]!;
}
