using Microsoft.Extensions.Options;

namespace Stomp.Broker.Sqlite;

/// <summary>Refuses wrong options when the broker starts.</summary>
internal sealed class SqliteOptionsValidator : IValidateOptions<StompSqliteOptions>
{
    public ValidateOptionsResult Validate(string? name, StompSqliteOptions options) =>
        string.IsNullOrWhiteSpace(options.Directory)
            ? ValidateOptionsResult.Fail("Storage: no folder is set: set Directory to where messages are to be stored.")
            : ValidateOptionsResult.Success;
}
