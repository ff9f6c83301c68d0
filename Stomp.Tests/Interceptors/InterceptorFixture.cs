using Microsoft.Extensions.DependencyInjection;
using NUnit.Framework;
using Stomp.Broker.Configuration;
using Stomp.Broker.Sessions.Interceptors;
using Stomp.Tests.InMemory;
using Stomp.Tests.Users;

namespace Stomp.Tests.Interceptors;

/// <summary>A broker with interceptors that do what a test wants.</summary>
public abstract class InterceptorFixture : BrokerFixture
{
    private ServiceProvider? _services;

    [TearDown]
    public async Task DisposeServicesAsync()
    {
        if (_services is not null)
        {
            await _services.DisposeAsync();
        }
    }

    protected void StartInbound(params Func<StompInboundFrame, CancellationToken, ValueTask>[] interceptors) => Start(
        services =>
        {
            foreach (Func<StompInboundFrame, CancellationToken, ValueTask> interceptor in interceptors)
            {
                services.AddSingleton<IStompInboundInterceptor>(new Inbound(interceptor));
            }
        },
        null);

    protected void StartInbound(Action<StompInboundFrame> interceptor) => StartInbound((frame, _) =>
    {
        interceptor(frame);
        return ValueTask.CompletedTask;
    });

    protected void StartOutbound(params Func<StompDelivery, CancellationToken, ValueTask>[] interceptors) => Start(
        services =>
        {
            foreach (Func<StompDelivery, CancellationToken, ValueTask> interceptor in interceptors)
            {
                services.AddSingleton<IStompOutboundInterceptor>(new Outbound(interceptor));
            }
        },
        null);

    protected void StartOutbound(Action<StompDelivery> interceptor) => StartOutbound((delivery, _) =>
    {
        interceptor(delivery);
        return ValueTask.CompletedTask;
    });

    private void Start(Action<IServiceCollection> register, Action<StompBrokerOptions>? configure)
    {
        var services = new ServiceCollection();
        register(services);
        _services = services.BuildServiceProvider();
        Start(configure, new LoginAuthenticator(), _services);
    }

    private sealed class Inbound(Func<StompInboundFrame, CancellationToken, ValueTask> intercept) : IStompInboundInterceptor
    {
        public ValueTask OnFrameAsync(StompInboundFrame frame, CancellationToken cancellationToken) => intercept(frame, cancellationToken);
    }

    private sealed class Outbound(Func<StompDelivery, CancellationToken, ValueTask> intercept) : IStompOutboundInterceptor
    {
        public ValueTask OnDeliveryAsync(StompDelivery delivery, CancellationToken cancellationToken) => intercept(delivery, cancellationToken);
    }
}
