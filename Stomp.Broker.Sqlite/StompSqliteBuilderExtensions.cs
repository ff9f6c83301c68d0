using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Stomp.Broker;
using Stomp.Broker.Sqlite;
using Stomp.Broker.Storage;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Stores messages with SQLite.</summary>
public static class StompSqliteBuilderExtensions
{
    /// <summary>
    /// Keeps persistent messages, queues and durable subscriptions in an SQLite database, so that they are there again when the broker starts anew.
    /// </summary>
    /// <param name="builder">The broker.</param>
    /// <param name="configure">Says where: <see cref="StompSqliteOptions.Directory"/>.</param>
    public static IStompBrokerBuilder UseSqliteStore(this IStompBrokerBuilder builder, Action<StompSqliteOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(configure);
        builder.Services.AddOptions<StompSqliteOptions>().Configure(configure).ValidateOnStart();
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<StompSqliteOptions>, SqliteOptionsValidator>());
        builder.Services.TryAddSingleton<IStompMessageStore, SqliteMessageStore>();
        return builder;
    }
}
