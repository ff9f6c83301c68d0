using System.Collections.Concurrent;
using Microsoft.AspNetCore.Authorization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using NUnit.Framework;
using Stomp.Broker;
using Stomp.Broker.Security.Authorization;
using Stomp.Broker.Sessions.Interceptors;
using Stomp.Core.Protocol;
using Stomp.Tests.InMemory;

namespace Stomp.Tests.Security;

/// <summary>Authorizers and policies of the application, which may take their time.</summary>
public sealed class AuthorizerTests
{
    private static readonly TimeSpan Patience = WireClient.Patience;
    private readonly List<WireClient> _clients = [];
    private ServiceProvider _services = null!;
    private StompBroker _broker = null!;

    [TearDown]
    public async Task CloseAsync()
    {
        foreach (WireClient client in _clients)
        {
            await client.DisposeAsync();
        }

        _clients.Clear();
        Assert.That(_broker.SessionCount, Is.Zero);
        await _services.DisposeAsync();
    }

    [Test]
    public async Task Frames_behind_one_that_is_judged_wait_in_their_order_and_other_sessions_go_on()
    {
        var authorizer = new GatedAuthorizer("/topic/gated");
        Start(builder => builder.Services.AddSingleton<IStompAuthorizer>(authorizer));
        WireClient other = await ConnectAsync();
        await other.DoAsync(Wire.Subscribe("1", "/topic/*"));
        WireClient client = await ConnectAsync();
        await client.SendAsync(
            Wire.Send("/topic/free", "1") + Wire.Send("/topic/gated", "2") + Wire.Send("/topic/gated", "3", "receipt:3\n") + Wire.Send("/topic/free", "4"));
        await authorizer.Asked.WaitAsync(Patience);
        await other.SendAsync(Wire.Send("/topic/free", "meanwhile"));
        Assert.That((await other.ReadManyAsync(2)).Select(static frame => frame.Body), Is.EquivalentTo(["1", "meanwhile"]));
        authorizer.Open(StompAuthorizationResult.Allowed);
        await client.ExpectAsync("RECEIPT 3");
        Assert.That((await other.ReadManyAsync(3)).Select(static frame => frame.Body), Is.EqualTo(["2", "3", "4"]));
        Assert.That(authorizer.Count("/topic/gated"), Is.EqualTo(1), "what is allowed is remembered");
    }

    [Test]
    public async Task A_frame_that_came_in_pieces_is_judged_once_and_processed_once()
    {
        var authorizer = new GatedAuthorizer("/topic/gated");
        Start(builder => builder.Services.AddSingleton<IStompAuthorizer>(authorizer));
        WireClient client = await ConnectAsync();
        await client.DoAsync(Wire.Subscribe("1", "/topic/gated2"));
        foreach (char octet in "\n\n" + Wire.Send("/topic/gated", "x", "content-length:1\n") + Wire.Send("/topic/gated2", "seen") + "SEND\nde")
        {
            await client.SendAsync($"{octet}");
        }

        await authorizer.Asked.WaitAsync(Patience);
        authorizer.Open(StompAuthorizationResult.Allowed);
        await client.SendAsync("stination:/topic/gated2\n\nagain\0");
        await client.ExpectAsync("MESSAGE 1 seen", "MESSAGE 1 again");
    }

    [TestCase(false)]
    [TestCase(true)]
    public async Task Interceptors_see_a_frame_that_is_judged_once_and_it_takes_effect_once(bool takeTheirTime)
    {
        var authorizer = new GatedAuthorizer("/topic/gated");
        var interceptor = new CountingInterceptor(takeTheirTime);
        Start(builder => builder.Services.AddSingleton<IStompAuthorizer>(authorizer).AddSingleton<IStompInboundInterceptor>(interceptor));
        WireClient other = await ConnectAsync();
        await other.DoAsync(Wire.Subscribe("1", "/topic/*"));
        WireClient client = await ConnectAsync();
        await client.SendAsync(Wire.Send("/topic/gated", "judged") + Wire.Send("/topic/free", "behind it"));
        await authorizer.Asked.WaitAsync(Patience);
        authorizer.Open(StompAuthorizationResult.Allowed);
        Assert.That((await other.ReadManyAsync(2)).Select(static frame => frame.Body), Is.EqualTo(["judged", "behind it"]));
        Assert.That(interceptor.Seen, Is.EqualTo(["/topic/gated", "/topic/free"]));
    }

    [Test]
    public async Task A_refusal_that_comes_late_is_told_with_its_reason()
    {
        var authorizer = new GatedAuthorizer("/queue/gated");
        Start(builder => builder.Services.AddSingleton<IStompAuthorizer>(authorizer));
        WireClient client = await ConnectAsync();
        await client.SendAsync(Wire.Subscribe("1", "/queue/gated", headers: "receipt:r\n") + Wire.Send("/topic/a"));
        await authorizer.Asked.WaitAsync(Patience);
        authorizer.Open(StompAuthorizationResult.Deny("it is Sunday"));
        WireFrame error = await client.ExpectErrorAsync("an anonymous client may not subscribe to /queue/gated (it is Sunday)");
        Assert.That(error["receipt-id"], Is.EqualTo("r"));
        Assert.That(_broker.QueueCount, Is.Zero);
    }

    [Test]
    public async Task A_session_ends_while_its_frame_is_judged_by_one_that_ignores_its_token()
    {
        var authorizer = new GatedAuthorizer("/topic/gated");
        Start(builder => builder.Services.AddSingleton<IStompAuthorizer>(authorizer));
        WireClient client = await ConnectAsync();
        await client.SendAsync(Wire.Send("/topic/gated"));
        await authorizer.Asked.WaitAsync(Patience);
        Task stopping = _broker.StopAsync(CancellationToken.None);
        await client.ExpectErrorAsync("the broker is shutting down");
        await stopping.WaitAsync(Patience);
    }

    [Test]
    public async Task A_session_ends_when_an_interceptor_that_took_its_time_closes_it_before_its_frame_is_judged()
    {
        var authorizer = new GatedAuthorizer("/topic/gated");
        Start(builder => builder.Services.AddSingleton<IStompAuthorizer>(authorizer)
            .AddSingleton<IStompInboundInterceptor>(new CountingInterceptor(takesTime: true))
            .AddSingleton<IStompInboundInterceptor>(new ClosingInterceptor()));
        WireClient client = await ConnectAsync();
        await client.SendAsync(Wire.Send("/topic/gated"));
        await client.ExpectErrorAsync("go away");
    }

    [Test]
    public async Task What_an_authorizer_throws_is_a_refusal_and_not_told()
    {
        Start(builder => builder.AddAuthorizer<Thrower>());
        WireClient client = await ConnectAsync();
        await client.SendAsync(Wire.Send("/topic/a"));
        WireFrame error = await client.ExpectErrorAsync("may not send to /topic/a (it could not be authorized)");
        Assert.That(string.Concat(error.Headers) + error.Body, Does.Not.Contain("SECRET"));
    }

    [Test]
    public async Task An_authorizer_judges_what_a_subscription_with_wildcards_receives()
    {
        Start(builder => builder.AddAuthorizer<OnlyEven>());
        WireClient client = await ConnectAsync();
        await client.DoAsync(Wire.Subscribe("1", "/topic/*"));
        await client.SendAsync(string.Concat(Enumerable.Range(1, 4).Select(static i => Wire.Send($"/topic/{i}", $"{i}"))));
        await client.ExpectAsync("MESSAGE 1 2", "MESSAGE 1 4");
        await client.SendAsync(Wire.Subscribe("2", "/topic/3"));
        await client.ExpectErrorAsync("may not subscribe to /topic/3");
    }

    [TestCase("/topic/even", "CONNECTED")]
    [TestCase("/topic/odd", "ERROR")]
    public async Task A_rule_can_require_a_policy_whose_handler_gets_the_request(string destination, string expected)
    {
        Start(
            builder =>
            {
                builder.AddPolicies();
                builder.Services.AddScoped<IAuthorizationHandler, EvenHandler>();
                builder.Services.AddAuthorizationCore(static options => options.AddPolicy("even", static policy => policy.AddRequirements(new Even())));
            },
            static rules => rules.Send("/topic/**").RequirePolicy("even"));
        WireClient client = await ConnectAsync();
        await client.SendAsync(Wire.Send(destination, "x", "receipt:r\n"));
        Assert.That((await client.ReadAsync()).ToString(), Is.EqualTo(expected == "ERROR" ? $"ERROR an anonymous client may not send to {destination}" : "RECEIPT r"));
    }

    [Test]
    public async Task A_policy_that_does_not_exist_refuses()
    {
        Start(static builder => builder.AddPolicies(), static rules => rules.Send("/topic/**").RequirePolicy("nowhere"));
        WireClient client = await ConnectAsync();
        await client.SendAsync(Wire.Send("/topic/a"));
        await client.ExpectErrorAsync("it could not be authorized");
    }

    private void Start(Action<IStompBrokerBuilder> configure, Action<StompAuthorizationOptions>? rules = null)
    {
        var services = new ServiceCollection();
        services.AddLogging(static logging => logging.SetMinimumLevel(LogLevel.None));
        configure(services.AddStompBroker(options => rules?.Invoke(options.Authorization)));
        _services = services.BuildServiceProvider(validateScopes: true);
        _broker = _services.GetRequiredService<StompBroker>();
    }

    private async Task<WireClient> ConnectAsync()
    {
        var client = new WireClient(_broker);
        _clients.Add(client);
        await client.SendAsync(Wire.Connect("1.2"));
        Assert.That((await client.ReadAsync()).Command, Is.EqualTo("CONNECTED"));
        return client;
    }

    private sealed class GatedAuthorizer(string gated) : IStompAuthorizer
    {
        private readonly TaskCompletionSource _asked = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource<StompAuthorizationResult> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly ConcurrentQueue<string> _requests = new();

        public Task Asked => _asked.Task;

        public int Count(string destination) => _requests.Count(request => request == destination);

        public void Open(StompAuthorizationResult result) => _answer.SetResult(result);

        public async ValueTask<StompAuthorizationResult> AuthorizeAsync(StompAuthorizationRequest request, CancellationToken cancellationToken)
        {
            _requests.Enqueue(request.Destination);
            if (request.Destination != gated)
            {
                return StompAuthorizationResult.Allowed;
            }

            _asked.SetResult();
            return await _answer.Task;
        }
    }

    private sealed class Thrower : IStompAuthorizer
    {
        public ValueTask<StompAuthorizationResult> AuthorizeAsync(StompAuthorizationRequest request, CancellationToken cancellationToken) =>
            throw new InvalidOperationException("SECRET");
    }

    private sealed class OnlyEven : IStompAuthorizer
    {
        public bool JudgesReceiving => true;

        public ValueTask<StompAuthorizationResult> AuthorizeAsync(StompAuthorizationRequest request, CancellationToken cancellationToken) =>
            new(request.Action != StompAction.Receive || CanReceive(request) ? StompAuthorizationResult.Allowed : StompAuthorizationResult.Denied);

        public bool CanReceive(StompAuthorizationRequest request) => (request.Destination[^1] - '0') % 2 == 0;
    }

    private sealed class Even : IAuthorizationRequirement;

    private sealed class EvenHandler : AuthorizationHandler<Even, StompAuthorizationRequest>
    {
        protected override async Task HandleRequirementAsync(AuthorizationHandlerContext context, Even requirement, StompAuthorizationRequest resource)
        {
            await Task.Yield();
            if (resource.Destination == "/topic/even")
            {
                context.Succeed(requirement);
            }
        }
    }

    private sealed class ClosingInterceptor : IStompInboundInterceptor
    {
        public ValueTask OnFrameAsync(StompInboundFrame frame, CancellationToken cancellationToken)
        {
            if (frame.Command == StompCommand.Send)
            {
                frame.Session.Close("go away");
            }

            return ValueTask.CompletedTask;
        }
    }

    private sealed class CountingInterceptor(bool takesTime) : IStompInboundInterceptor
    {
        public ConcurrentQueue<string> Seen { get; } = [];

        public async ValueTask OnFrameAsync(StompInboundFrame frame, CancellationToken cancellationToken)
        {
            if (takesTime)
            {
                await Task.Yield();
            }

            if (frame.Command == StompCommand.Send)
            {
                Seen.Enqueue(frame.Headers["destination"]!);
            }
        }
    }
}
