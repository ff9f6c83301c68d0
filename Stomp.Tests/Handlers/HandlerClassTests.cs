using System.Reflection;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using NUnit.Framework;
using Stomp.Broker.Handlers;
using Stomp.Tests.InMemory;

namespace Stomp.Tests.Handlers;

/// <summary>Classes whose methods are handlers by their attributes.</summary>
public sealed class HandlerClassTests : HandlerFixture
{
    [SetUp]
    public void Add() => Start(services => services.AddSingleton<ChatLog>().AddStompBroker().AddStompHandlers<ChatHandlers>().AddStompHandlers<ChatHandlers>());

    [Test]
    public async Task Patterns_and_destinations_of_the_class_and_of_the_method_go_together()
    {
        WireClient client = await SubscribeAsync("/topic/**");
        await client.DoAsync(Wire.Subscribe("2", "/user/queue/**"));
        await client.SendAsync(
            Wire.Send("/app/chat/lobby", """{"name":"sang"}""") + Wire.Send("/app/chat/lobby/whisper", "psst") + Wire.Send("/app/chat.bar.subject", "s")
            + Wire.Send("/app/chat/bar/topic", "t") + Wire.Send("/app/chat/bar/count"));
        List<WireFrame> frames = await client.ExpectAsync("MESSAGE 1 lobby: sang", "MESSAGE 2 psst", "MESSAGE 1 s", "MESSAGE 1 t", "MESSAGE 1 1", "MESSAGE 1 2");
        Assert.That(
            frames.Select(frame => frame["destination"]),
            Is.EqualTo(["/topic/chat/lobby", "/user/queue/whispers", "/topic/chat.bar.subject", "/topic/chat/bar/topic", "/topic/chat/bar", "/topic/chat/bar"]));
    }

    [Test]
    public async Task Subscriptions_are_handled_and_answered_where_the_method_says()
    {
        WireClient client = await SubscribeAsync("/user/queue/members");
        await client.SendAsync(Wire.Subscribe("2", "/app/chat/lobby/members"));
        await client.ExpectAsync("""MESSAGE 1 ["lobby"]""");
    }

    [Test]
    public async Task Exceptions_go_to_the_class_first_and_then_to_all()
    {
        App.MapMessage("/delegate", void (string body) => throw new InvalidOperationException("delegate's"));
        WireClient client = await SubscribeAsync("/user/queue/errors");
        await client.SendAsync(Wire.Send("/app/chat/x/fail/own") + Wire.Send("/app/chat/x/fail/other") + Wire.Send("/app/delegate"));
        await client.ExpectAsync("MESSAGE 1 own own", "MESSAGE 1 any other", "MESSAGE 1 any delegate's");
    }

    [Test]
    public void All_classes_of_an_assembly_are_found()
    {
        IServiceCollection services = new ServiceCollection().AddStompBroker().AddStompHandlers(Assembly.GetExecutingAssembly()).Services;
        Assert.That(
            services.Select(service => service.ServiceType), Does.Contain(typeof(ChatHandlers)).And.Contain(typeof(AmbiguousHandlers)).And.No.Member(typeof(ChatLog)));
        Assert.That(
            () => new ServiceCollection().AddStompBroker().AddStompHandlers(typeof(string).Assembly),
            Throws.InvalidOperationException.With.Message.Contains("has no class with handlers"));
    }

    [Test]
    public void A_class_without_handlers_and_wrong_methods_stop_the_start()
    {
        ExpectWrong<ChatLog>("ChatLog has no handlers; mark methods with [MessageMapping]");
        ExpectWrong<HiddenHandlers>("The handler of '/a', HiddenHandlers.Hidden is not public; handlers are");
        ExpectWrong<AmbiguousHandlers>("The handler of '/a/*', AmbiguousHandlers.Second and The handler of '/a/{b}', AmbiguousHandlers.First are ambiguous");
        ExpectWrong<LostHandlers>("The handler of '/a', LostHandlers.Send cannot send there: the destination '/topic/{b}' has the variable '{b}'");
        ExpectWrong<NamelessHandlers>("NamelessHandlers.Handle: the pattern '' names no destination");
        ExpectWrong<UncaughtHandlers>("UncaughtHandlers.Handle has no parameter for the exception");
    }

    private static void ExpectWrong<THandlers>(string message)
        where THandlers : class
    {
        HostApplicationBuilder builder = Microsoft.Extensions.Hosting.Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddStompBroker().AddStompHandlers<THandlers>();
        using IHost host = builder.Build();
        Assert.That(async () => await host.StartAsync(), Throws.InvalidOperationException.With.Message.Contains(message));
    }

    private sealed class HiddenHandlers
    {
        [MessageMapping("/a")]
        internal void Hidden()
        {
        }
    }

    private sealed class AmbiguousHandlers
    {
        [MessageMapping("/a/{b}")]
        public void First(string b)
        {
        }

        [MessageMapping("/a/*")]
        public void Second()
        {
        }
    }

    private sealed class LostHandlers
    {
        [MessageMapping("/a")]
        [SendTo("/topic/{b}")]
        public string Send() => "";
    }

    private sealed class NamelessHandlers
    {
        [MessageMapping]
        public void Handle()
        {
        }
    }

    private sealed class UncaughtHandlers
    {
        [MessageExceptionHandler]
        public void Handle(string body)
        {
        }
    }
}
