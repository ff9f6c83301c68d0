using System.ComponentModel;
using System.Diagnostics;
using System.Reflection;
using NUnit.Framework;
using Stomp.Tests.EndToEnd;

namespace Stomp.Tests.Clients;

/// <summary>Runs scripts of real clients, each in a process of its own.</summary>
internal static class ClientScript
{
    /// <summary>The folder that the scripts stand in.</summary>
    public static string Folder { get; } = typeof(ClientScript).Assembly
        .GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(static attribute => attribute.Key == "ClientsDirectory").Value!;

    /// <summary>Leaves the test out where a developer has not installed what it needs. A build server must have it.</summary>
    public static void Missing(string whatToInstall)
    {
        if (Environment.GetEnvironmentVariable("CI") == "true")
        {
            Assert.Fail(whatToInstall);
        }

        Assert.Ignore(whatToInstall);
    }

    /// <summary>Runs a script to its end.</summary>
    /// <returns>Its exit code, and all it has written; <see langword="null"/> when there is no such program.</returns>
    public static Task<(int Code, string Output)?> RunAsync(string program, params string[] arguments) =>
        RunAsync(Eventually.Patience, program, arguments);

    /// <summary>Runs a script to its end.</summary>
    /// <param name="patience">How long that may take.</param>
    /// <param name="program">What runs it.</param>
    /// <param name="arguments">The script, and its arguments.</param>
    /// <returns>Its exit code, and all it has written; <see langword="null"/> when there is no such program.</returns>
    public static async Task<(int Code, string Output)?> RunAsync(TimeSpan patience, string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = Folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        try
        {
            using Process process = Process.Start(start)!;
            try
            {
                Task<string> output = process.StandardOutput.ReadToEndAsync();
                Task<string> errors = process.StandardError.ReadToEndAsync();
                await process.WaitForExitAsync().WaitAsync(patience);
                return (process.ExitCode, await output + await errors);
            }
            finally
            {
                if (!process.HasExited)
                {
                    process.Kill();
                }
            }
        }
        catch (Win32Exception)
        {
            return null;
        }
    }
}
