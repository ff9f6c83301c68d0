using System.Security.Claims;
using Microsoft.Extensions.DependencyInjection;
using NUnit.Framework;
using Stomp.Broker;
using Stomp.Broker.Security;
using Stomp.Core.Transports;
using Stomp.Tests.InMemory;

namespace Stomp.Tests.Security;

/// <summary>Several authenticators, one after another: the first that judges decides.</summary>
public sealed class AuthenticatorChainTests : BrokerFixture
{
    private static readonly StompAuthenticationResult NoResult = StompAuthenticationResult.NoResult;

    [TestCase("first:yes\nsecond:yes\n", "CONNECTED 1.2")]
    [TestCase("first:no\nsecond:yes\n", "ERROR refused by first")]
    [TestCase("second:yes\n", "CONNECTED 1.2")]
    [TestCase("second:no\n", "ERROR refused by second")]
    [TestCase("", "ERROR anonymous connections are not taken; CONNECT with 'login' and 'passcode', or with a bearer token in 'Authorization'")]
    public async Task The_first_that_judges_decides(string headers, string expected)
    {
        foreach (bool later in (bool[])[false, true])
        {
            ServiceProvider services = Build(builder => builder.AddAuthenticator(Judge("first", later)).AddAuthenticator(Judge("second", later)));
            await using (services)
            {
                await using var client = new WireClient(services.GetRequiredService<StompBroker>());
                await client.SendAsync(Wire.Connect("1.2", headers));
                Assert.That((await client.ReadAsync()).ToString(), Is.EqualTo(expected));
            }
        }
    }

    [Test]
    public async Task A_class_of_the_application_is_made_by_its_services()
    {
        ServiceProvider services = Build(builder => builder.AddAuthenticator<PasswordOfTheDay>().Services.AddSingleton("swordfish"));
        await using (services)
        {
            await using var client = new WireClient(services.GetRequiredService<StompBroker>());
            await client.SendAsync(Wire.Connect("1.2", "passcode:swordfish\n"));
            Assert.That((await client.ReadAsync()).ToString(), Is.EqualTo("CONNECTED 1.2"));
        }
    }

    [Test]
    public async Task The_user_of_the_transport_is_taken_when_nobody_has_judged_and_can_be_refused_by_who_does()
    {
        var ann = new ClaimsPrincipal(new ClaimsIdentity([new Claim(ClaimTypes.Name, "ann")], "cookie"));
        ServiceProvider services = Build(builder => builder.AddAuthenticator((request, _) => new(
            request.HasConnectionUser && request.Host == "closed" ? StompAuthenticationResult.Refuse("closed for users") : NoResult)));
        await using (services)
        {
            foreach ((string host, string expected) in ((string, string)[])[("open", "CONNECTED 1.2"), ("closed", "ERROR closed for users")])
            {
                await using var client = new WireClient(
                    services.GetRequiredService<StompBroker>(), create: (pipe, abort) => new PipeConnection(pipe, "pipe", abort) { User = ann });
                await client.SendAsync($"CONNECT\naccept-version:1.2\nhost:{host}\n\n\0");
                Assert.That((await client.ReadAsync()).ToString(), Is.EqualTo(expected));
            }
        }
    }

    private static ServiceProvider Build(Action<IStompBrokerBuilder> configure)
    {
        var services = new ServiceCollection();
        services.AddLogging();
        configure(services.AddStompBroker(static options => options.AllowAnonymous = false));
        return services.BuildServiceProvider();
    }

    private static Func<StompConnectRequest, CancellationToken, ValueTask<StompAuthenticationResult>> Judge(string header, bool later) =>
        async (request, _) =>
        {
            if (later)
            {
                await Task.Yield();
            }

            return request.Headers.GetValueOrDefault(header) switch
            {
                "yes" => StompAuthenticationResult.Success(new ClaimsPrincipal(new ClaimsIdentity(header))),
                "no" => StompAuthenticationResult.Refuse($"refused by {header}"),
                _ => NoResult,
            };
        };

    private sealed class PasswordOfTheDay(string password) : IStompAuthenticator
    {
        public ValueTask<StompAuthenticationResult> AuthenticateAsync(StompConnectRequest request, CancellationToken cancellationToken) =>
            new(request.Passcode == password ? StompAuthenticationResult.Success(new ClaimsPrincipal(new ClaimsIdentity("day"))) : NoResult);
    }
}
