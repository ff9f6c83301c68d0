using System.CommandLine;

namespace Stomp.Benchmarks.Load.Commands;

/// <summary>Makes options.</summary>
internal static class CommandOption
{
    /// <summary>An option that need not be given.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="description">What it is for.</param>
    /// <param name="help">What stands for its value in the help.</param>
    public static Option<T> Make<T>(string name, string description, string? help = null) => new(name) { Description = description, HelpName = help };

    /// <summary>An option with a default, which the help shows.</summary>
    public static Option<T> WithDefault<T>(string name, string description, T value, string? help = null) =>
        new(name) { Description = description, HelpName = help, DefaultValueFactory = _ => value };
}
